import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { rebuilt } from "../../domain/audit.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { copyAuthorization } from "../../functions/copies/copy-authorization.ts";
import { readAuthorizationCopy } from "../../functions/copies/read-authorization-copy.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { changeClientInsurance } from "../../functions/insurances/change-client-insurance.ts";
import { deleteActivityCode } from "../../functions/setup/delete-activity-code.ts";
import { deletePayer } from "../../functions/setup/delete-payer.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { unsentEvents } from "../../store/outbox.ts";
import { takeLoggedLines } from "../functions/logged-lines.ts";
import { wholeAudit } from "./audit-read.ts";
import {
  carryOn,
  copiesAt,
  endingAt,
  enterSource,
  eventsOf,
  expectOneEach,
  hurriedAfter,
  insuranceOf,
  progressOf,
  startCopy,
  workerHears,
} from "./copying.ts";
import { accepted, ask, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { enterClients } from "./many-clients.ts";

let stack: LocalStack;
let services: TestServices;
/** Clients of a payer, the first of which has what is copied. */
let few: string[];
let first: { clientId: string; insuranceId: string };

const enterPayer = (payerId: string) =>
  accepted(services, putPayer, { path: { payerId }, body: { name: payerId, priorAuthsRequired: true } });
const enterCode = (activityCode: string) =>
  accepted(services, putActivityCode, {
    path: { activityCode },
    body: { procedureCode: "90837", label: activityCode },
  });

beforeAll(async () => {
  takeLoggedLines();
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  await enterPayer("FEW");
  await enterCode("INT");
  few = await enterClients(services, "FEW", 4);
  first = await insuranceOf(services, few[0] ?? "");
});
afterAll(() => stack?.stop());
beforeEach(() => {
  takeLoggedLines();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a worker that ends at each of its requests to the table", () => {
  test.for(["before", "after"] as const)("%s that takes effect: every target has exactly one copy", async (moment) => {
    for (let request = 1, ended = true; ended; request++) {
      const source = await enterSource(services, first);
      const { copyId, event } = await startCopy(services, source, "FEW");
      ended = await workerHears(endingAt(services, request, moment), event).then(
        () => false,
        () => true,
      );
      // Reading and planning, a read and a transaction of each target, and counting them.
      expect(ended || request > 4 + 2 * few.length, `request ${request}`).toBe(true);
      // Its queue hands the message out again.
      await workerHears(services, event);
      await expectOneEach(services, copyId, source, few);
    }
  });
});

describe("one event twice", () => {
  test("at the same moment: every target has exactly one copy", async () => {
    for (let round = 0; round < 5; round++) {
      const source = await enterSource(services, first);
      const { copyId, event } = await startCopy(services, source, "FEW");
      await Promise.all([1, 2, 3].map(() => workerHears(services, event)));
      await expectOneEach(services, copyId, source, few);
    }
  });

  test("after the copy is done: nothing happens", async () => {
    const source = await enterSource(services, first);
    const { copyId, event } = await startCopy(services, source, "FEW");
    expect(await workerHears(services, event)).toEqual({ copyId, outcome: "DONE" });
    expect(await workerHears(services, event)).toEqual({ copyId, outcome: "SUPERSEDED" });
    await expectOneEach(services, copyId, source, few);
  });

  test("after another event has taken over: the late one leaves the work to it", async () => {
    const source = await enterSource(services, first);
    const { copyId, event } = await startCopy(services, source, "FEW");
    expect((await workerHears(hurriedAfter(services, 0, "copy"), event)).outcome).toBe("HANDED_OVER");
    expect((await workerHears(services, event)).outcome).toBe("SUPERSEDED");
    expect(await progressOf(services, copyId)).toMatchObject({ state: "RUNNING", created: 0, skipped: 0 });
    expect(await carryOn(services, copyId)).toEqual(["SUPERSEDED", "DONE"]);
    await expectOneEach(services, copyId, source, few);
  });

  test("a copy that is not there is an error: it must not vanish unseen", async () => {
    const source = await enterSource(services, first);
    const { event } = await startCopy(services, source, "FEW");
    await expect(
      workerHears(services, { ...event, detail: event.detail.replace(/"copyId":"[^"]*"/, '"copyId":"none"') }),
    ).rejects.toThrow();
  });
});

describe("a copy to more targets than one run has time for", () => {
  let many: string[];
  const newSource = async () => enterSource(services, await insuranceOf(services, many[0] ?? ""));
  beforeAll(async () => {
    await enterPayer("MANY");
    many = await enterClients(services, "MANY", 230);
  });

  test("goes on run by run: counts never fall, never run ahead of what is listed, and are exact in the end", async () => {
    const { copyId } = await startCopy(services, await newSource(), "MANY");
    let [counted, laps] = [0, 0];
    for (let heard = 0; heard < eventsOf(services, copyId).length; heard++) {
      const event = eventsOf(services, copyId)[heard];
      // Its time is over after some targets, in the middle of a portion.
      if (event !== undefined) await workerHears(hurriedAfter(services, 60, "copyResult"), event);
      laps += 1;
      const { created, skipped, total } = await progressOf(services, copyId);
      expect(created + skipped).toBeGreaterThanOrEqual(counted);
      counted = created + skipped;
      expect(total).toBe(230);
      expect(await listed(copyId)).toHaveLength(counted);
    }
    expect(laps).toBeGreaterThan(3);
    expect(await progressOf(services, copyId)).toMatchObject({ state: "DONE", created: 229, skipped: 1, total: 230 });
    expect((await listed(copyId)).map(({ clientId }) => clientId)).toEqual(many);
    expect(await unsentEvents(services.table)).toEqual([]);
  });

  test("a second copy of the same creates nothing twice", async () => {
    const source = await newSource();
    await carryOn(services, (await startCopy(services, source, "MANY")).copyId);
    const { copyId } = await startCopy(services, source, "MANY");
    expect(await carryOn(services, copyId)).toEqual(["DONE"]);
    expect(await progressOf(services, copyId)).toMatchObject({ state: "DONE", created: 0, skipped: 230, total: 230 });
    for (const result of await listed(copyId)) expect(result).toMatchObject({ reason: "DUPLICATE" });
  });

  test("two copies of the same at the same moment create one for each target", async () => {
    const other = await newSource();
    const started = await Promise.all([startCopy(services, other, "MANY"), startCopy(services, other, "MANY")]);
    await Promise.all(started.map(({ event }) => workerHears(services, event)));
    const progress = await Promise.all(started.map(({ copyId }) => progressOf(services, copyId)));
    for (const each of progress) expect(each).toMatchObject({ state: "DONE", total: 230 });
    expect(progress.reduce((sum, { created }) => sum + created, 0)).toBe(229);
    for (const clientId of many.slice(1)) expect(await copiesAt(services, clientId, other)).toHaveLength(1);
  });

  async function listed(copyId: string): Promise<{ clientId: string }[]> {
    const items: { clientId: string }[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await progressOf(services, copyId, { limit: "100", ...(cursor && { cursor }) });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }
});

describe("what changes while a copy is under way", () => {
  test("its targets are written down once: who comes later is none, who leaves is skipped with the reason", async () => {
    await enterPayer("MOVING");
    await enterPayer("ELSEWHERE");
    const clientIds = await enterClients(services, "MOVING", 3);
    const source = await enterSource(services, first);
    const { copyId, event } = await startCopy(services, source, "MOVING");
    // The targets are known, and the time is over.
    await workerHears(hurriedAfter(services, 1, "copy"), event);
    expect(await progressOf(services, copyId)).toMatchObject({ total: 3, created: 0 });

    const { clientId, insuranceId } = await insuranceOf(services, clientIds[1] ?? "");
    const path = { clientId, insuranceId };
    await accepted(services, changeClientInsurance, { path, body: { payerId: "ELSEWHERE" }, ifMatch: 1 });
    const late = { priority: 2, payerId: "MOVING", subscriberNumber: "S-late" };
    await accepted(services, addClientInsurance, { path: { clientId: few[3] }, body: late });
    await carryOn(services, copyId);
    const { items, ...counts } = await progressOf(services, copyId);
    expect(counts).toMatchObject({ state: "DONE", created: 2, skipped: 1, total: 3 });
    expect(items[1]).toEqual({ clientId, outcome: "SKIPPED", reason: "NO_INSURANCE_OF_PAYER" });
    expect(items.map((item: { clientId: string }) => item.clientId)).toEqual(clientIds);
  });

  test("the source changes: what was started is copied", async () => {
    const source = await enterSource(services, first);
    const { copyId } = await startCopy(services, source, "FEW", { type: "CLIENTS", clientIds: few.slice(1) });
    const path = { clientId: source.clientId, authorizationId: source.authorizationId };
    await accepted(services, changeAuthorization, { path, body: { authUnits: 7 }, ifMatch: 1 });
    await carryOn(services, copyId);
    const [copied] = await copiesAt(services, few[1] ?? "", source);
    expect(copied).toMatchObject({ authUnits: 40 });
  });

  test("its procedure is deleted: FAILED, and why", async () => {
    await enterCode("OLD");
    const source = await enterSource(services, first, { procedure: { activityCode: "OLD" } });
    const { copyId } = await startCopy(services, source, "FEW");
    const path = { clientId: source.clientId, authorizationId: source.authorizationId };
    await accepted(services, changeAuthorization, { path, body: { procedure: { activityCode: "INT" } }, ifMatch: 1 });
    await accepted(services, deleteActivityCode, { path: { activityCode: "OLD" } });
    expect(await carryOn(services, copyId)).toEqual(["FAILED"]);
    expect(await progressOf(services, copyId)).toMatchObject({
      state: "FAILED",
      failureReason: "UNKNOWN_PROCEDURE",
      created: 0,
      items: [],
    });
    expect(await carryOn(services, copyId)).toEqual(["SUPERSEDED"]);
  });

  test("its payer, whom nobody has, is deleted: FAILED, and why", async () => {
    await enterPayer("NOBODYS");
    const { copyId } = await startCopy(services, await enterSource(services, first), "NOBODYS");
    await accepted(services, deletePayer, { path: { payerId: "NOBODYS" } });
    await carryOn(services, copyId);
    expect(await progressOf(services, copyId)).toMatchObject({ state: "FAILED", failureReason: "UNKNOWN_PAYER" });
  });
});

test("a payer without clients: done with nothing to do", async () => {
  await enterPayer("EMPTY");
  const { copyId } = await startCopy(services, await enterSource(services, first), "EMPTY");
  expect(await progressOf(services, copyId)).toMatchObject({ state: "RUNNING", total: null, items: [] });
  await carryOn(services, copyId);
  expect(await progressOf(services, copyId)).toMatchObject({ state: "DONE", created: 0, skipped: 0, total: 0 });
});

test("every copy is in its client's audit: by whom the copy was started, under auths:copy, and rebuilt from it", async () => {
  const source = await enterSource(services, first);
  const { copyId } = await startCopy(services, source, "FEW");
  await carryOn(services, copyId);
  const { entries } = await wholeAudit(services, source.clientId);
  expect(entries[0]).toMatchObject({
    by: "staff",
    role: "auths:copy",
    action: "CREATED",
    subject: "authorizationCopy",
    subjectId: copyId,
    after: { sourceAuthorizationId: source.authorizationId, payerId: "FEW", targetType: "ALL" },
  });
  for (const clientId of few.slice(1)) {
    const [copied] = await copiesAt(services, clientId, source);
    const told = (await wholeAudit(services, clientId)).entries.filter(
      ({ subjectId }) => subjectId === copied?.authorizationId,
    );
    expect(told).toMatchObject([{ by: "staff", role: "auths:copy", action: "CREATED" }]);
    expect(rebuilt(told)).toEqual(copied);
  }
});

test("what became of each client can be read for 90 days", async () => {
  const source = await enterSource(services, first);
  const { copyId } = await startCopy(services, source, "FEW");
  await carryOn(services, copyId);
  const readAfter = (days: number) => {
    const later = { ...services, now: () => new Date(Date.parse("2026-03-16T12:00:00Z") + days * 86_400_000) };
    return ask(later, readAuthorizationCopy, { path: { copyId } });
  };
  expect(await readAfter(89)).toMatchObject({ status: 200 });
  expect(await readAfter(91)).toEqual({ refused: "NOT_FOUND" });
});

test("a start that ends before its event was published is begun by the next resend: the event is in the outbox", async () => {
  const source = await enterSource(services, first);
  const silent = { ...services, publish: async () => [] };
  const body = { sourceClientId: source.clientId, sourceAuthorizationId: source.authorizationId, payerId: "FEW" };
  const { copyId } = await accepted(silent, copyAuthorization, { body: { ...body, target: { type: "ALL" } } });
  const [left, ...more] = (await unsentEvents(services.table)).filter(({ detail }) => detail.includes(copyId));
  expect(more).toEqual([]);
  if (left === undefined) throw new Error("The outbox is empty.");
  await workerHears(services, left);
  await expectOneEach(services, copyId, source, few);
});
