import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import { readTracker } from "../../functions/tracker/read-tracker.ts";
import { item } from "../../store/items.ts";
import { authorizationKey, clientKey, insuranceKey } from "../../store/keys.ts";
import { authorization, client, insurance } from "../domain/examples.ts";
import { type MockedTable, mockedTable } from "../store/mocked-table.ts";
import { httpServicesOn } from "./http-services.ts";
import { takeLoggedLines } from "./logged-lines.ts";
import { context, request } from "./requests.ts";

let mocked: MockedTable;
beforeEach(() => {
  takeLoggedLines();
  mocked = mockedTable();
  mocked.dynamo.on(GetCommand).resolves({});
});
afterEach(() => {
  vi.restoreAllMocks();
});

function holds(insurances: ClientInsurance[], authorizations: Authorization[]) {
  mocked.dynamo.on(QueryCommand).resolves({
    Items: [
      item(clientKey("C1001"), "client", client()),
      ...insurances.map((each) => item(insuranceKey("C1001", each.insuranceId), "insurance", each)),
      ...authorizations.map((each) => item(authorizationKey("C1001", each.authorizationId), "authorization", each)),
    ],
  });
}

async function tracker(query: Record<string, string> = {}) {
  const handler = httpFunction(httpServicesOn(mocked.table), [readTracker]);
  const event = request("GET /v1/clients/{clientId}/authorization-tracker", { path: { clientId: "C1001" }, query });
  const reply = await handler(event, context, {} as never);
  return { status: reply?.statusCode, ...JSON.parse(String(reply?.body)) };
}
const idsIn = (shown: { authorizations: { authorizationId: string }[] }) =>
  shown.authorizations.map(({ authorizationId }) => authorizationId);

const expired = authorization({ authorizationId: "OLD", expirationDate: "2026-03-15" });
const lastDay = authorization({ authorizationId: "LAST", expirationDate: "2026-03-16" });
const later = authorization({ authorizationId: "LATER", expirationDate: "2026-12-31" });

describe("context NOTE, FACE_SHEET, ITP give the same rows; another context is 400", () => {
  it.each(["NOTE", "FACE_SHEET", "ITP"])("%s", async (context) => {
    holds([insurance()], [later, lastDay]);
    const { context: shownIn, ...shown } = await tracker({ context });
    const { context: byDefault, ...rest } = await tracker();
    expect([shownIn, byDefault]).toEqual([context, "FACE_SHEET"]);
    expect(shown).toEqual(rest);
    expect(idsIn(shown)).toEqual(["LAST", "LATER"]);
  });

  it("another", async () => {
    await expect(tracker({ context: "DASHBOARD" })).resolves.toMatchObject({ status: 400, code: "VALIDATION_FAILED" });
  });
});

describe("`visible:false` and no rows until one active insurance of the client requires prior auths", () => {
  it.each<[string, ClientInsurance[], boolean]>([
    ["none", [], false],
    ["one that requires none", [insurance({ priorAuthsRequired: false })], false],
    ["an inactive one", [insurance({ status: "INACTIVE" })], false],
    ["one that requires them", [insurance()], true],
  ])("%s", async (_, insurances, visible) => {
    holds(insurances, [later]);
    const shown = await tracker();
    expect(shown).toMatchObject({ status: 200, visible });
    expect(idsIn(shown)).toEqual(visible ? ["LATER"] : []);
    expect(shown.insurances).toHaveLength(insurances.length);
  });
});

describe("`hideExpired=true`", () => {
  it.each([
    [{}, ["OLD", "LAST", "LATER"]],
    [{ hideExpired: "false" }, ["OLD", "LAST", "LATER"]],
    [{ hideExpired: "true" }, ["LAST", "LATER"]],
    [{ hideExpired: "true", asOf: "2026-03-17" }, ["LATER"]],
    [{ hideExpired: "true", asOf: "2026-03-15" }, ["OLD", "LAST", "LATER"]],
  ])("%j", async (query, ids) => {
    holds([insurance()], [later, lastDay, expired]);
    expect(idsIn(await tracker(query))).toEqual(ids);
  });
});

it("The tracker is ONE Query on the client and its cost does not grow with history, services or audit.", async () => {
  holds([insurance()], [later]);
  await tracker();
  const queries = mocked.dynamo.commandCalls(QueryCommand).map(({ args: [command] }) => command.input);
  expect(queries.map(({ ExpressionAttributeValues }) => ExpressionAttributeValues?.[":pk"])).toEqual(["CLIENT#C1001"]);
  // Beside the catalog's version.
  expect(mocked.dynamo.calls()).toHaveLength(2);
});

it("any of the agency's users may read trackers", async () => {
  holds([insurance()], [later]);
  await expect(tracker()).resolves.toMatchObject({ status: 200 });
});
