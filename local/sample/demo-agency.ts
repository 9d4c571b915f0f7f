import { setTimeout } from "node:timers/promises";
import { Permission } from "../../domain/permission.ts";
import type { Applied } from "../../domain/service.ts";
import { defaultTrackerSettings } from "../../domain/status.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import type { Call, HandledRoute } from "../../functions/runtime/handled-route.ts";
import { embeddedMetrics } from "../../functions/runtime/metrics.ts";
import { traceOf } from "../../functions/runtime/trace.ts";
import { checkService } from "../../functions/services/check-service.ts";
import { putService } from "../../functions/services/put-service.ts";
import { catalogReader } from "../../store/catalog.ts";
import { documentClient, openTable } from "../../store/opened-table.ts";
import type { LocalStack } from "../stack-interface.ts";
import { readSampleAgency, shiftedTo } from "./sample-agency.ts";

const loader = "sample-loader";

/** What loading a sample needs of an agency, local or deployed. */
export type EnteredAgency = Pick<
  LocalStack,
  | "baseUrl"
  | "tableName"
  | "dynamodbEndpoint"
  | "timeZone"
  | "today"
  | "now"
  | "issueToken"
  | "environmentOf"
  | "settled"
> & {
  readonly functions: Pick<LocalStack["functions"], "takeLine">;
};

/**
 * Enters a sample agency as its users would, under the same rules. The sample has ids that handlers would make, so these handlers
 * are called here with the ids; so are those of services, since they are many.
 */
export async function loadDemoAgency(
  stack: EnteredAgency,
  { file, shiftDays }: { readonly file: string; readonly shiftDays: boolean },
): Promise<void> {
  const read = readSampleAgency(file);
  const sample = shiftDays ? shiftedTo(stack.today(), read) : read;
  const http = httpCaller(stack, await stack.issueToken({ userId: loader, permissions: [...Permission.options] }));
  const inProcess = handlerCaller(stack);

  await each(sample.payers, ({ payerId, ...body }) => http("PUT", `/v1/payers/${payerId}`, body));
  await each(sample.activityCodes, ({ activityCode, ...body }) =>
    http("PUT", `/v1/activity-codes/${activityCode}`, body),
  );
  await each(sample.authorizationGroups, ({ groupId, ...body }) =>
    http("PUT", `/v1/authorization-groups/${groupId}`, body),
  );
  await each(sample.clients, ({ clientId, ...body }) => http("PUT", `/v1/clients/${clientId}`, body));
  await each(sample.clientInsurances, ({ clientId, insuranceId, ...body }) =>
    inProcess(addClientInsurance, { clientId }, body, insuranceId),
  );
  await each(sample.authorizations, ({ clientId, authorizationId, confirmed, discontinued, ...body }) =>
    inProcess(addAuthorization, { clientId }, body, authorizationId),
  );
  await each(sample.services, async ({ clientId, serviceId, authorizationId, ...body }) => {
    const posted = { status: "RENDERED", ...body };
    const { applied } = (await inProcess(checkService, { clientId }, posted)) as { applied: Applied | null };
    // Named only where the rule of coverage would choose another: a plan moves no service whose caller named its authorization.
    const named =
      authorizationId === undefined || applied?.authorizationId === authorizationId ? {} : { authorizationId };
    await inProcess(putService, { clientId, serviceId }, { ...posted, ...named });
  });
  await each(sample.authorizations, async ({ clientId, authorizationId, confirmed, discontinued }) => {
    const path = `/v1/clients/${clientId}/authorizations/${authorizationId}`;
    if (confirmed) await http("POST", `${path}/confirm`, undefined, '"1"');
    if (discontinued) await http("POST", `${path}/discontinue`, {}, confirmed ? '"2"' : '"1"');
  });
  await stack.settled();
}

const lanes = 4;

/** Some clients at a time; what belongs to one client, or to the catalog, one after the other, so that nothing contends. */
async function each<Row extends object>(rows: readonly Row[], enter: (row: Row) => Promise<unknown>): Promise<void> {
  const waiting = [...Map.groupBy(rows, (row) => ("clientId" in row ? row.clientId : "catalog")).values()];
  const lane = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
      for (const row of group) await enter(row);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function httpCaller(stack: EnteredAgency, token: string) {
  return async (method: string, path: string, body: unknown, ifMatch?: string): Promise<void> => {
    const response = await fetch(`${stack.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(ifMatch !== undefined && { "if-match": ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The sample can't be entered: ${method} ${path}: ${await response.text()}`);
    await response.arrayBuffer();
  };
}

/** Calls handlers of this agency's functions in this process, with an id given instead of made. */
function handlerCaller(stack: EnteredAgency) {
  const environment = stack.environmentOf("authorizations");
  const access = {
    remainingMillis: () => Number.POSITIVE_INFINITY,
    pause: (attempt: number) => setTimeout(10 * attempt),
    newToken: () => crypto.randomUUID(),
  };
  const client = documentClient({
    endpoint: stack.dynamodbEndpoint,
    region: environment["AWS_REGION"] ?? "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const table = openTable(stack.tableName, access, client);
  const agencyId = environment["AGENCY_ID"] ?? "";
  const common = {
    agencyId,
    timeZone: stack.timeZone,
    table,
    now: () => stack.now(),
    readCatalog: catalogReader(table, defaultTrackerSettings),
    measure: embeddedMetrics(agencyId, (line) => stack.functions.takeLine("authorizations", line)),
  };
  return async (
    handled: HandledRoute<typeof common & { readonly newId: () => string }>,
    path: object,
    body: object,
    id?: string,
  ): Promise<unknown> => {
    const ids = id === undefined ? [] : [id];
    const now = stack.now();
    const call = {
      path,
      query: {},
      body,
      actor: { userId: loader, permissions: new Set(Permission.options) },
      role: handled.contract.permission ?? handled.contract.access,
      ifMatch: 0,
      representation: "JSON",
      trace: traceOf(undefined),
      now,
      today: stack.today(),
      recordOf: () => [],
    } as unknown as Call;
    const { body: replied } = await handled.answer(call, {
      ...common,
      newId: () => ids.shift() ?? crypto.randomUUID(),
    });
    return replied;
  };
}
