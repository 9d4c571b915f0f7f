import { setTimeout } from "node:timers/promises";
import { dayIn } from "../../domain/calendar.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { Permission } from "../../domain/permission.ts";
import { defaultTrackerSettings } from "../../domain/status.ts";
import type { Call, HandledRoute } from "../../functions/runtime/handled-route.ts";
import type { Measure } from "../../functions/runtime/metrics.ts";
import { cursorsWith } from "../../functions/runtime/paging.ts";
import { traceOf } from "../../functions/runtime/trace.ts";
import { localCredentials } from "../../local/database/tables.ts";
import { bodyFaults } from "../../local/gateway/conformance.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { blindIndexWith } from "../../store/blind-index.ts";
import { catalogReader } from "../../store/catalog.ts";
import { documentClient, type OpenedTable, openTable } from "../../store/opened-table.ts";
import type { UnsentEvent } from "../../store/outbox.ts";

const day = "2026-03-16";
const timeZone = "UTC";

/** What the handlers of a test work with: the real table, and a bus and metrics that keep what they are told. */
export type TestServices = ReturnType<typeof servicesOn>;

/** Services over a table of the engine. Each call of `now` is a millisecond after the one before. */
export function servicesOn({ tableName, dynamodbEndpoint }: Pick<LocalStack, "tableName" | "dynamodbEndpoint">) {
  const access = {
    remainingMillis: () => Number.POSITIVE_INFINITY,
    pause: (attempt: number) => setTimeout(5 * attempt),
    newToken: () => crypto.randomUUID(),
  };
  const client = documentClient({ endpoint: dynamodbEndpoint, region: "us-east-1", credentials: localCredentials });
  const table: OpenedTable = openTable(tableName, access, client);
  let millis = Date.parse(`${day}T12:00:00.000Z`);
  const published: UnsentEvent[] = [];
  const measured: Record<string, number> = {};
  const measure: Measure = (values) => {
    Object.assign(measured, values);
  };
  return {
    agencyId: "engine-test",
    timeZone,
    table,
    now: () => new Date(millis++),
    newId: (): string => crypto.randomUUID(),
    readCatalog: catalogReader(table, defaultTrackerSettings),
    blindIndex: blindIndexWith("engine-test"),
    cursorsOf: cursorsWith("engine-test"),
    publish: async (events: readonly UnsentEvent[]) => {
      published.push(...events);
      return [...events];
    },
    published,
    measure,
    /** The last value of each metric. */
    measured,
  };
}

export interface Asked {
  readonly path?: object;
  readonly query?: object;
  readonly body?: object;
  readonly ifMatch?: number;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the handler answered
  readonly body: any;
}

const actor = { userId: "staff", permissions: new Set(Permission.options) };

/** Calls a handler in this process as a user with every permission; a refusal is its error code. */
export async function ask(
  services: TestServices,
  handled: HandledRoute<TestServices>,
  { path = {}, query = {}, body, ifMatch }: Asked,
): Promise<Answer | { readonly refused: string }> {
  const now = services.now();
  const input = { path, query, body: body ?? null };
  const { permission, access } = handled.contract;
  const call = {
    ...input,
    actor,
    role: permission ?? access,
    ifMatch,
    representation: "JSON",
    trace: traceOf(undefined),
    now,
    today: dayIn(timeZone, now),
    recordOf: () => [],
  };
  try {
    const answer = (await handled.answer(call as unknown as Call, services)) as Answer;
    const faults = bodyFaults(handled.contract, answer.status, JSON.parse(JSON.stringify(answer.body)));
    if (faults.length > 0) throw new Error(`${handled.contract.operationId} breaks its contract: ${faults.join("; ")}`);
    return answer;
  } catch (error) {
    if (error instanceof DomainError && error.code !== "SERVICE_UNAVAILABLE") return { refused: error.code };
    throw error;
  }
}

/** The body of a reply that must not be a refusal. */
export async function accepted(
  services: TestServices,
  handled: HandledRoute<TestServices>,
  asked: Asked,
): Promise<Answer["body"]> {
  const answer = await ask(services, handled, asked);
  if ("refused" in answer) throw new Error(`${handled.contract.operationId} was refused: ${answer.refused}`);
  return answer.body;
}
