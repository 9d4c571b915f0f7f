import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { billingWork } from "../../functions/billing/apply-event.ts";
import { handleBatch } from "../../functions/runtime/queue-function.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { eventually, type User } from "../e2e/agency.ts";
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

const putAll = (history: ReturnType<typeof historyOf>) =>
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

  putAll(historyOf(busy, 200));
  const confirmed = await enterAuthorization(staff, other, "PA-2");
  await agency.confirm(other, confirmed, 1);
  const stateOf = async () => (await agency.row(other, confirmed)).confirmation?.state;
  await eventually(stateOf, (state) => state === "ACKNOWLEDGED", { everyMillis: 5 });
  expect(waiting()).toBeGreaterThan(100);

  await stack.settled();
  expect(waiting()).toBe(0);
  expect(stack.queues.deadLetters()).toEqual([]);
  expect((await agency.row(busy, used)).units.used).toBe(200);
});

test("services of one client in one batch never contend with each other: a transaction for each", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const client = await enterClient(staff);
  await enterAuthorization(staff, client, "PA-1");
  const Records = historyOf(client, 10).map((detail) => ({
    messageId: detail.data.serviceId,
    body: JSON.stringify({
      ...{ id: detail.metadata.eventId, time: detail.metadata.occurredAt, source: "billing-engine" },
      ...{ "detail-type": "ServiceRendered", detail },
    }),
    attributes: { ApproximateReceiveCount: "1" },
  }));
  const services = servicesOn(stack);
  const sent = watched(services.table);
  const nobody = { keepDeadLetter: () => Promise.reject(new Error("None was to be given up.")), mostAttempts: 5 };
  await expect(handleBatch({ Records } as unknown as SQSEvent, billingWork(services), nobody)).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(sent.filter(({ command }) => command === "TransactWriteItemsCommand")).toHaveLength(10);
});
