import type { SQSEvent } from "aws-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, it, test, vi } from "vitest";
import { billingWork } from "../../functions/billing/apply-events.ts";
import { handleBatch } from "../../functions/runtime/queue-function.ts";
import { mostChangesAtOnce } from "../../functions/services/post-service.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { eventually, type User } from "../e2e/agency.ts";
import { takeLoggedLines } from "../functions/logged-lines.ts";
import { type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { DriftingAgency } from "./drifting-agency.ts";
import { servicesOn } from "./handlers-in-process.ts";
import { watched } from "./read-cost.ts";

let stack: LocalStack;
let staff: User;
let agency: DriftingAgency;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
  agency = new DriftingAgency(stack, staff);
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => stack?.stop());

/** Services of a client's history, one a minute, as the billing engine sends them. */
const historyOf = ({ clientId }: EnteredClient, howMany: number) =>
  Array.from({ length: howMany }, (_, index) => ({
    metadata: {
      eventId: `${clientId}-${index}`,
      occurredAt: new Date(Date.UTC(2026, 2, 2, 8, index)).toISOString(),
    },
    data: { clientId, serviceId: `S-${index}`, activityCode: "INT", serviceDate: "2026-03-02", units: 1 },
  }));

type Detail = ReturnType<typeof historyOf>[number];

const putAll = (history: readonly Detail[]) =>
  stack.bus.put(
    history.map((detail) => ({
      Source: "billing-engine",
      DetailType: "ServiceRendered",
      Detail: JSON.stringify(detail),
    })),
  );

/** How many services of the billing engine are still in their queue. */
const waiting = () =>
  stack.bus
    .events()
    .filter(({ detailType, deliveries }) => detailType === "ServiceRendered" && deliveries[0]?.outcome === "queued")
    .length;

test("200 services of one client do not hold up the cap of another client's confirm, and each counts once", async () => {
  const [busy, other] = [await enterClient(staff), await enterClient(staff)];
  // Processes are started by the first events.
  await agency.confirmed(other, "PA-1");
  const used = await enterAuthorization(staff, busy, "PA-1");
  putAll(historyOf(busy, 1));
  await stack.settled();

  const confirmed = await enterAuthorization(staff, other, "PA-2");
  putAll(historyOf(busy, 200));
  await agency.confirm(other, confirmed, 1);
  const stateOf = async () => (await agency.row(other, confirmed)).confirmation?.state;
  await eventually(stateOf, (state) => state === "ACKNOWLEDGED", { everyMillis: 5 });
  expect(waiting()).toBeGreaterThan(100);

  await stack.settled();
  expect(waiting()).toBe(0);
  expect(stack.queues.deadLetters()).toEqual([]);
  expect((await agency.row(busy, used)).units.used).toBe(200);
});

/** Hands billing a batch in this process; answers the outcomes of its messages by service. */
async function handled(batch: readonly { readonly detailType: string; readonly detail: Detail }[]) {
  const lines = takeLoggedLines();
  const services = servicesOn(stack);
  const sent = watched(services.table);
  const Records = batch.map(({ detailType, detail }) => ({
    messageId: crypto.randomUUID(),
    body: JSON.stringify({
      ...{ id: detail.metadata.eventId, time: detail.metadata.occurredAt, source: "billing-engine" },
      ...{ "detail-type": detailType, detail },
    }),
    attributes: { ApproximateReceiveCount: "1" },
  }));
  const letters = { keepDeadLetter: () => Promise.reject(new Error("None was to be given up.")), mostAttempts: 5 };
  await handleBatch({ Records } as unknown as SQSEvent, billingWork(services), letters);
  return {
    transactions: sent.filter(({ command }) => command === "TransactWriteItemsCommand").length,
    outcomes: lines.flatMap(({ eventId, outcome, code }) => (eventId ? [`${eventId} ${outcome ?? code}`] : [])),
  };
}

describe("services of one client in one batch", () => {
  const rendered = (detail: Detail) => ({ detailType: "ServiceRendered", detail });

  it("are stored in one transaction, and each counts", async () => {
    const client = await enterClient(staff);
    const used = await enterAuthorization(staff, client, "PA-1");
    const { transactions, outcomes } = await handled(historyOf(client, mostChangesAtOnce).map(rendered));
    expect(transactions).toBe(1);
    expect(outcomes).toEqual(historyOf(client, mostChangesAtOnce).map(({ metadata }) => `${metadata.eventId} APPLIED`));
    expect((await agency.row(client, used)).units.used).toBe(mostChangesAtOnce);
  });

  it("are one transaction also where each goes from one authorization to another, of days of its own", async () => {
    const client = await enterClient(staff);
    const first = await enterAuthorization(staff, client, "PA-1");
    const ids = Array.from({ length: mostChangesAtOnce }, (_, index) => index + 1);
    const history = (version: number, authorizationId: string) =>
      ids.map((index) => ({
        metadata: {
          eventId: `${client.clientId}-${version}-${index}`,
          occurredAt: `2026-03-0${version}T08:00:0${index}.000Z`,
        },
        data: {
          ...{ clientId: client.clientId, serviceId: `S-${index}`, activityCode: "INT", units: 1, authorizationId },
          serviceDate: `2026-03-${String(10 * version + index).padStart(2, "0")}`,
        },
      }));
    await handled(history(1, first).map(rendered));
    const second = await enterAuthorization(staff, client, "PA-2");
    const { transactions, outcomes } = await handled(history(2, second).map(rendered));
    expect([transactions, outcomes.length]).toEqual([1, mostChangesAtOnce]);
    expect((await agency.row(client, first)).units.used).toBe(0);
    expect((await agency.row(client, second)).units.used).toBe(mostChangesAtOnce);
  });

  it("that the rules refuse delay none of the others, and what is there twice counts once", async () => {
    const client = await enterClient(staff);
    const used = await enterAuthorization(staff, client, "PA-1");
    const [first, second, third] = historyOf(client, 3) as [Detail, Detail, Detail];
    const unknown = { ...second, data: { ...second.data, activityCode: "NONE" } };
    const { transactions, outcomes } = await handled([third, first, unknown, first].map(rendered));
    expect(transactions).toBe(1);
    expect(outcomes).toEqual([
      `${first.metadata.eventId} APPLIED`,
      `${first.metadata.eventId} DUPLICATE`,
      `${second.metadata.eventId} UNKNOWN_ACTIVITY_CODE`,
      `${third.metadata.eventId} APPLIED`,
    ]);
    expect((await agency.row(client, used)).units.used).toBe(2);
  });

  it("of which two are called the same are stored without the second: one message spoils none of the others", async () => {
    const client = await enterClient(staff);
    const used = await enterAuthorization(staff, client, "PA-1");
    const [first, second, third] = historyOf(client, 3) as [Detail, Detail, Detail];
    const sameName = { ...second, metadata: { ...second.metadata, eventId: first.metadata.eventId } };
    const { outcomes } = await handled([first, sameName, third].map(rendered));
    expect(outcomes).toEqual([
      `${first.metadata.eventId} APPLIED`,
      `${first.metadata.eventId} DUPLICATE`,
      `${third.metadata.eventId} APPLIED`,
    ]);
    expect((await agency.row(client, used)).units.used).toBe(2);
  });

  it("are applied as they occurred: a void that arrives before its service finds it", async () => {
    const client = await enterClient(staff);
    const used = await enterAuthorization(staff, client, "PA-1");
    const [first, second] = historyOf(client, 2) as [Detail, Detail];
    const voided = { ...second, data: first.data };
    const { outcomes } = await handled([{ detailType: "ServiceVoided", detail: voided }, rendered(first)]);
    expect(outcomes).toEqual([`${first.metadata.eventId} APPLIED`, `${second.metadata.eventId} APPLIED`]);
    expect((await agency.row(client, used)).units.used).toBe(0);
  });
});
