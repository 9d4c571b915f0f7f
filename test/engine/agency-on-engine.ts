import { inject } from "vitest";
import { Permission } from "../../domain/permission.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import type { LocalStackOptions } from "../../local/stack-interface.ts";
import { type Reply, type User, withToken } from "../e2e/agency.ts";

/** The day of the clock in engine tests. */
const today = "2026-03-16";

/** An agency of its own on the real local engine, empty but for two activity codes and a payer that requires prior auths. */
export async function startAgency(
  options: Pick<LocalStackOptions, "log"> = {},
): Promise<{ readonly stack: LocalStack; readonly staff: User }> {
  const assembly = inject("assembly");
  const stack = await startLocalStack({ port: 0, assembly, runsSchedules: false, today, ...options });
  const staff = withToken(
    await stack.issueToken({ userId: "staff", permissions: [...Permission.options] }),
    stack.baseUrl,
  );
  answered(await staff.put("/v1/payers/P1", { name: "First Payer", priorAuthsRequired: true }));
  for (const code of ["INT", "FAM"])
    answered(await staff.put(`/v1/activity-codes/${code}`, { procedureCode: `90${code}`, label: `Service ${code}` }));
  return { stack, staff };
}

/** The body of a reply that has to be a success. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API answered
export function answered(reply: Reply): any {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

export interface EnteredClient {
  readonly path: string;
  readonly clientId: string;
  readonly insuranceId: string;
}

let entered = 0;

/** A client with one insurance that requires prior auths. */
export async function enterClient(staff: User): Promise<EnteredClient> {
  entered += 1;
  const clientId = `CL-${entered}`;
  const path = `/v1/clients/${clientId}`;
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  answered(await staff.put(path, person));
  const insurance = { priority: 1, payerId: "P1", subscriberNumber: `S-${entered}` };
  const { insuranceId } = answered(await staff.post(`${path}/insurances`, insurance));
  return { path, clientId, insuranceId };
}

/** An authorization of the activity code INT around today; answers its id. */
export async function enterAuthorization(staff: User, client: EnteredClient, number: string): Promise<string> {
  const { authorizationId } = answered(
    await staff.post(`${client.path}/authorizations`, {
      insuranceId: client.insuranceId,
      authorizationNumber: number,
      procedure: { activityCode: "INT" },
      authUnits: 40,
      effectiveDate: "2026-01-01",
      expirationDate: "2026-12-31",
    }),
  );
  return authorizationId;
}

/** An authorization without a number that ends a week after today; answers its id. */
export async function enterEnding(
  staff: User,
  client: EnteredClient,
  changes: { readonly authUnits?: number; readonly effectiveDate?: string; readonly expirationDate?: string } = {},
): Promise<string> {
  const body = {
    insuranceId: client.insuranceId,
    authorizationNumber: "Pending",
    procedure: { activityCode: "INT" },
    effectiveDate: "2026-01-01",
    expirationDate: "2026-03-23",
    ...changes,
  };
  return answered(await staff.post(`${client.path}/authorizations`, body)).authorizationId;
}

let posted = 0;

/** The same of two units, of which one was used; answers its id. */
export async function enterLow(
  staff: User,
  client: EnteredClient,
  changes: { readonly expirationDate?: string } = {},
): Promise<string> {
  const authorizationId = await enterEnding(staff, client, { authUnits: 2, ...changes });
  posted += 1;
  const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 1, authorizationId };
  answered(await staff.put(`${client.path}/services/LOW-${posted}`, service));
  return authorizationId;
}
