import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../clients/typescript/src/index.ts";
import { Permission } from "../../domain/permission.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { eventually, type User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { functionLines } from "./function-lines.ts";

const { lines, log } = functionLines();
let stack: LocalStack;
let staff: User;
let client: EnteredClient;
beforeAll(async () => {
  ({ stack, staff } = await startAgency({ log }));
  client = await enterClient(staff);
});
afterAll(() => stack?.stop());

let traces = 0;
/** A trace that nobody else has. */
function newTrace() {
  const traceId = `4bf92f3577b34da6a3ce9${String(++traces).padStart(11, "0")}`;
  return { traceId, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
}

/** Where a trace was logged, such as `confirm request`. */
const placesOf = (traceId: string) =>
  lines
    .filter((line) => line["traceId"] === traceId)
    .map((line) => [line.functionName, line["event"], line["detailType"]].filter(Boolean).join(" "));

/** Lines come a moment after what they tell of. */
async function loggedIn(traceId: string, ...wanted: readonly string[]): Promise<void> {
  // Others may be among them: what is sent twice at the same moment is logged twice.
  await eventually(
    async () => placesOf(traceId),
    (places) => wanted.every((place) => places.includes(place)),
  );
}

/** The types of the events that carry a trace, each once, however often it was sent. */
function eventsIn(traceId: string): string[] {
  const types = stack.bus.events().flatMap(({ detailType, detail }) => {
    const { metadata } = detail as { metadata: { traceparent?: string } };
    return metadata.traceparent?.split("-")[1] === traceId ? [detailType] : [];
  });
  return [...new Set(types)];
}

const confirm = (authorizationId: string, traceparent: string) =>
  staff.post(`${client.path}/authorizations/${authorizationId}/confirm`, undefined, {
    ifMatch: 1,
    headers: { traceparent },
  });

test("One trace id leads from a user's confirm to its event, billing's log and the cap's acknowledgement", async () => {
  const { traceId, traceparent } = newTrace();
  const authorizationId = await enterAuthorization(staff, client, "TRACE-1");
  answered(await confirm(authorizationId, traceparent));
  await stack.settled();
  expect(eventsIn(traceId)).toEqual(["AuthorizationConfirmed", "CapUpdated"]);
  await loggedIn(
    traceId,
    "confirm request",
    "confirm published AuthorizationConfirmed",
    "billing handled AuthorizationConfirmed",
    "billing published CapUpdated",
  );
  const handled = lines.find((line) => line["traceId"] === traceId && line["event"] === "handled");
  expect(handled).toMatchObject({ clientId: client.clientId, authorizationId, outcome: "APPLIED" });
});

test("A web page that names no trace begins one, which is found all the way to the cap", async () => {
  const authorizationId = await enterAuthorization(staff, client, "TRACE-2");
  const token = await stack.issueToken({ userId: "browser", permissions: [...Permission.options] });
  const sent: string[] = [];
  const page = createClient({
    baseUrl: stack.baseUrl,
    token: () => token,
    fetch: (input, init) => {
      sent.push(new Headers(init?.headers).get("traceparent") ?? "");
      return fetch(input, init);
    },
  });
  await page.confirmAuthorization({ clientId: client.clientId, authorizationId, ifMatch: 1 });
  await stack.settled();
  const [, traceId = ""] = sent[0]?.split("-") ?? [];
  expect(eventsIn(traceId)).toEqual(["AuthorizationConfirmed", "CapUpdated"]);
});

test("An event that resend sends keeps the trace of the confirm", async () => {
  const { traceId, traceparent } = newTrace();
  const authorizationId = await enterAuthorization(staff, client, "TRACE-3");
  const refused = { ErrorCode: "InternalFailure", ErrorMessage: "The bus takes nothing now." };
  stack.bus.onPutEvents((entries) => entries.map(() => refused));
  answered(await confirm(authorizationId, traceparent));
  expect(eventsIn(traceId)).toEqual([]);
  stack.bus.onPutEvents(undefined);
  await stack.runJob("resend");
  await stack.settled();
  expect(eventsIn(traceId)).toEqual(["AuthorizationConfirmed", "CapUpdated"]);
  await loggedIn(
    traceId,
    "confirm request",
    "confirm refusedByBus AuthorizationConfirmed",
    "resend published AuthorizationConfirmed",
    "billing handled AuthorizationConfirmed",
    "billing published CapUpdated",
  );
});

test("A discontinuation is traced until its cap is closed", async () => {
  const authorizationId = await enterAuthorization(staff, client, "TRACE-4");
  answered(await confirm(authorizationId, newTrace().traceparent));
  const { traceId, traceparent } = newTrace();
  const path = `${client.path}/authorizations/${authorizationId}/discontinue`;
  answered(await staff.post(path, {}, { ifMatch: 2, headers: { traceparent } }));
  await stack.settled();
  expect(eventsIn(traceId)).toEqual(["AuthorizationDiscontinued", "CapUpdated"]);
});

test("A copy is traced from the request to whoever works it off", async () => {
  const { traceId, traceparent } = newTrace();
  const sourceAuthorizationId = await enterAuthorization(staff, client, "TRACE-5");
  const target = await enterClient(staff);
  const body = {
    sourceClientId: client.clientId,
    sourceAuthorizationId,
    payerId: "P1",
    target: { type: "CLIENTS", clientIds: [target.clientId] },
  };
  answered(await staff.post("/v1/authorization-copies", body, { headers: { traceparent } }));
  await stack.settled();
  expect(eventsIn(traceId)).toEqual(["AuthorizationCopyContinued"]);
  await loggedIn(
    traceId,
    "copies request",
    "copies published AuthorizationCopyContinued",
    "copy-targets handled AuthorizationCopyContinued",
  );
});

test("A refusal is logged under the trace that its problem names", async () => {
  const { traceId, traceparent } = newTrace();
  const { status, body } = await confirm("A-none", traceparent);
  expect({ status, traceId: body.traceId }).toEqual({ status: 404, traceId });
  await loggedIn(traceId, "confirm request");
});
