import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { Balance } from "../../domain/balance.ts";
import type { Service } from "../../domain/service.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { readAuthorization } from "../../functions/authorizations/read-authorization.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { putService } from "../../functions/services/put-service.ts";
import { voidService } from "../../functions/services/void-service.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { readService } from "../../store/services.ts";
import { accepted, ask, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { balanceShown, pagesOfLedger } from "./whole-ledger.ts";

const client = { clientId: "PARALLEL-1" };
const serviceIds = Array.from({ length: 8 }, (_, index) => `S-${index}`);
const seed = Number(process.env["PARALLEL_USAGE_SEED"] ?? 20_260_316);

let stack: LocalStack;
let services: TestServices;
let insuranceId: string;
let authorizationIds: string[];

beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  const payer = { name: "Payer", priorAuthsRequired: true };
  await accepted(services, putPayer, { path: { payerId: "P1" }, body: payer });
  const code = { procedureCode: "H0004", label: "Individual" };
  await accepted(services, putActivityCode, { path: { activityCode: "IND" }, body: code });
  const person = { firstName: "Ada", lastName: "Parallel", dateOfBirth: "1990-01-01", status: "ACTIVE" };
  await accepted(services, putClient, { path: client, body: person });
  const insurance = { priority: 1, payerId: "P1", subscriberNumber: "S" };
  ({ insuranceId } = await accepted(services, addClientInsurance, { path: client, body: insurance }));
  authorizationIds = [];
  for (const limits of [{ authUnits: 40 }, { authVisits: 4 }, { authUnits: 60, authVisits: 6 }, {}])
    authorizationIds.push(await added(`N-${authorizationIds.length}`, limits));
});

async function added(authorizationNumber: string, limits: object): Promise<string> {
  const body = {
    insuranceId,
    authorizationNumber,
    procedure: { activityCode: "IND" },
    ...limits,
    effectiveDate: "2026-03-01",
    expirationDate: "2026-03-31",
  };
  return (await accepted(services, addAuthorization, { path: client, body })).authorizationId;
}

afterAll(() => stack?.stop());

const index = (length: number) => fc.nat({ max: length - 1 });
const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("post" as const),
      service: index(serviceIds.length),
      day: fc.integer({ min: 1, max: 4 }),
      units: fc.integer({ min: 1, max: 9 }),
      status: fc.constantFrom("RENDERED", "SCHEDULED"),
      named: fc.option(index(4)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("void" as const), service: index(serviceIds.length) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), named: index(4), units: index(90) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("confirm" as const), named: index(4) }) },
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

const pathOf = (named: number) => ({ ...client, authorizationId: authorizationIds[named] });
const versionOf = async (named: number): Promise<number> =>
  (await accepted(services, readAuthorization, { path: pathOf(named) })).version;

/** Does one thing as somebody would who just looked; a refusal (stale, discontinued, not found) is an answer like any other. */
async function act(one: Action): Promise<unknown> {
  switch (one.kind) {
    case "post": {
      const { day, units, status, named } = one;
      const authorizationId = named === null ? {} : { authorizationId: authorizationIds[named] };
      const body = { activityCode: "IND", serviceDate: `2026-03-0${day}`, units, status, ...authorizationId };
      return ask(services, putService, { path: { ...client, serviceId: serviceIds[one.service] }, body });
    }
    case "void":
      return ask(services, voidService, { path: { ...client, serviceId: serviceIds[one.service] } });
    case "edit": {
      const ifMatch = await versionOf(one.named);
      return ask(services, changeAuthorization, {
        path: pathOf(one.named),
        body: { authUnits: one.units + 1 },
        ifMatch,
      });
    }
    case "confirm":
      return ask(services, confirmAuthorization, { path: pathOf(one.named), ifMatch: await versionOf(one.named) });
  }
}

/** What the stored services take from one authorization, counted anew. */
function counted(stored: readonly Service[], authorizationId: string | undefined): Balance {
  const using = stored.filter((service) => !service.void && service.applied?.authorizationId === authorizationId);
  const unitsOf = (status: string) =>
    using.filter((service) => service.status === status).reduce((total, { units }) => total + units, 0);
  const days = [...new Set(using.map(({ serviceDate }) => serviceDate))];
  const isRendered = (day: string) => using.some((each) => each.serviceDate === day && each.status === "RENDERED");
  return {
    unitsUsed: unitsOf("RENDERED"),
    unitsScheduled: unitsOf("SCHEDULED"),
    visitsUsed: days.filter(isRendered).length,
    visitsScheduled: days.filter((day) => !isRendered(day)).length,
  };
}

test(`balances, ledgers and services agree after everything happened at once (seed ${seed})`, async () => {
  const rounds = 12;
  for (let round = 0; round < rounds; round++) {
    const actions = fc.sample(action, { numRuns: 30, seed: seed + round });
    const inParallel = actions.map(act);
    // In the middle of it all one authorization leaves for the history.
    if (round === 5)
      inParallel.push(
        versionOf(0).then((ifMatch) => ask(services, discontinueAuthorization, { path: pathOf(0), body: {}, ifMatch })),
      );
    const outcomes = await Promise.allSettled(inParallel);
    // Nothing but a busy table may fail; what it answered then was not stored in part.
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SERVICE_UNAVAILABLE" });

    const stored = await Promise.all(
      serviceIds.map((serviceId) => readService(services.table, client.clientId, serviceId)),
    );
    const present = stored.filter((service) => service !== undefined);
    for (const [named, authorizationId] of authorizationIds.entries()) {
      const row = await accepted(services, readAuthorization, { path: pathOf(named) });
      const [newest] = await pagesOfLedger(services, pathOf(named));
      expect(balanceShown(row), `round ${round}, authorization ${named}`).toEqual(counted(present, authorizationId));
      expect(newest && balanceShown(newest.balance), `round ${round}, ledger ${named}`).toEqual(balanceShown(row));
    }
  }
});

test("a first service and a discontinue at the same moment: what the service took is where the authorization is", async () => {
  for (let attempt = 0; attempt < 25; attempt++) {
    const authorizationId = await added(`D-${attempt}`, { authUnits: 10 });
    const path = { ...client, authorizationId };
    const posted = { activityCode: "IND", serviceDate: "2026-03-20", units: 3, status: "RENDERED", authorizationId };
    await Promise.all([
      ask(services, discontinueAuthorization, { path, body: {}, ifMatch: 1 }),
      ask(services, putService, { path: { ...client, serviceId: `D-${attempt}` }, body: posted }),
    ]);
    const service = await readService(services.table, client.clientId, `D-${attempt}`);
    const row = await accepted(services, readAuthorization, { path });
    expect(balanceShown(row), `attempt ${attempt}`).toEqual(
      counted(service === undefined ? [] : [service], authorizationId),
    );
  }
});
