import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import type { User } from "../e2e/agency.ts";
import { accessRules } from "../functions/access-rules.ts";
import { takeLoggedLines } from "../functions/logged-lines.ts";
import { context, request } from "../functions/requests.ts";
import { answered, type EnteredClient, enterClient, startAgency } from "./agency-on-engine.ts";
import { servicesOn, type TestServices } from "./handlers-in-process.ts";

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());
beforeEach(async () => {
  takeLoggedLines();
  client = await enterClient(staff);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Adds an authorization without a number with the key `k`, in this process. */
async function add(services: TestServices) {
  const body = {
    insuranceId: client.insuranceId,
    authorizationNumber: "Pending",
    procedure: { activityCode: "INT" },
    effectiveDate: "2026-01-01",
    expirationDate: "2026-12-31",
  };
  const event = request("POST /v1/clients/{clientId}/authorizations", {
    path: { clientId: client.clientId },
    body,
    headers: { "idempotency-key": "k" },
    claims: { sub: "staff", permissions: "clients:read auths:write" },
  });
  const handler = httpFunction({ ...services, accessRules }, [addAuthorization]);
  return handler(event, context, {} as never);
}

const stored = async () =>
  answered(await staff.get(`${client.path}/authorization-tracker?context=NOTE`)).authorizations.length;

/** A table whose function ends around its transaction: before it is sent, or once it is stored. */
function endingAt(table: OpenedTable, moment: "before" | "after"): OpenedTable {
  const send = async (command: unknown) => {
    if (!(command instanceof TransactWriteCommand)) return table.client.send(command as never);
    if (moment === "after") await table.client.send(command);
    throw new Error("The process has ended.");
  };
  return { ...table, client: { send } as unknown as OpenedTable["client"] };
}

test.for([
  ["before its transaction", "before", 0],
  ["between its transaction and its reply", "after", 1],
] as const)(
  "A request that ends %s is sent again with its key, and there is one authorization",
  async ([, moment, found]) => {
    const services = servicesOn(stack);
    expect(await add({ ...services, table: endingAt(services.table, moment) })).toMatchObject({ statusCode: 500 });
    expect(await stored()).toBe(found);
    const retried = await add(services);
    expect(retried).toMatchObject({ statusCode: 201 });
    expect(await stored()).toBe(1);
    expect(await add(services)).toEqual(retried);
  },
);

test("A record that has expired and was not deleted counts no more; the new one replaces it", async () => {
  const services = servicesOn(stack);
  const at = (instant: string) => ({ ...services, now: () => new Date(instant) });
  const first = await add(at("2026-03-16T12:00:00.000Z"));
  expect(await add(at("2026-03-23T11:59:59.000Z"))).toEqual(first);
  const second = await add(at("2026-03-23T12:00:00.000Z"));
  expect(second).toMatchObject({ statusCode: 201 });
  expect(second?.headers?.["location"]).not.toBe(first?.headers?.["location"]);
  expect(await add(at("2026-03-30T11:59:59.000Z"))).toEqual(second);
  expect(await stored()).toBe(2);
});
