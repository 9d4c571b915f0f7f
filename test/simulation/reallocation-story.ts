import * as authorizations from "../../api/authorizations.ts";
import { changeClientInsurance } from "../../api/client-insurances.ts";
import { applyReallocation, readReallocation } from "../../api/reallocation.ts";
import { putService } from "../../api/services.ts";
import type { SimulatedAgency } from "./agency.ts";
import { type EnteredClient, mustBe } from "./authorization-story.ts";
import type { Caller } from "./caller.ts";
import type { Expected, ExpectedService } from "./expectation.ts";
import { activityCodes } from "./setup.ts";

/** A plan that is made anew that often is never done. */
const mostPlans = 100;

/** A client whose services have to find another authorization, by people who know only what they were answered. */
export class ReallocationStory {
  readonly #agency: SimulatedAgency;
  readonly #caller: Caller;
  readonly #client: EnteredClient;
  readonly #activityCode: string;

  constructor(agency: SimulatedAgency, caller: Caller, client: EnteredClient) {
    this.#agency = agency;
    this.#caller = caller;
    this.#client = client;
    this.#activityCode = agency.random.pick(activityCodes);
  }

  /** Services are stranded, by a change of dates or since the authorization never was valid, and moved by plans, each once. */
  async followStranded(): Promise<Expected[]> {
    const { random, tally } = this.#agency;
    const stranded = await this.#enter("2026-01-01");
    const services = Array.from({ length: random.between(3, 8) }, () => `M-${random.hex()}`);
    for (const serviceId of services) await this.#post(stranded, serviceId);
    const next = await this.#enter("2026-06-01");
    const isReleased = random.chance(0.5);
    await (isReleased ? this.#release(stranded) : this.#shorten(stranded));
    // Two people at once, and somebody who corrects a service meanwhile: one that was released finds its new place by that.
    const corrected = random.chance(0.3) ? services[0] : undefined;
    await Promise.all([
      this.#reallocate(),
      random.chance(0.5) && this.#reallocate(),
      corrected !== undefined && this.#post(stranded, corrected),
    ]);
    const planned = isReleased ? services.filter((serviceId) => serviceId !== corrected) : services;
    for (const [serviceId, service] of stranded.services) next.services.set(serviceId, service);
    stranded.services.clear();
    tally.add("reallocated", services.length);
    for (const { authorizationId } of [stranded, next])
      await this.#requireMovedOnce(authorizationId, planned, services);
    return [stranded, next];
  }

  /** Services of an insurance that requires no prior auths are not uncovered, nor once it requires them. */
  async followNotRequired(): Promise<Expected[]> {
    const { random, tally } = this.#agency;
    const { clientId, insuranceId } = this.#client;
    const services = Array.from({ length: random.between(2, 4) }, () => `N-${random.hex()}`);
    const told = new Map<string, ExpectedService>();
    for (const serviceId of services) {
      const service = this.#service();
      const { text, body } = await this.#put(serviceId, service);
      if (body.applied !== null || body.reason !== "PRIOR_AUTH_NOT_REQUIRED" || body.warnings.length > 0)
        throw new Error(`${serviceId}, which needs no authorization, was answered ${text}.`);
      told.set(serviceId, service);
    }
    const change = { path: { clientId, insuranceId }, body: { priorAuthsRequired: true }, ifMatch: 1 };
    mustBe(await this.#caller.insist(changeClientInsurance, change), [200], "Marking an insurance");
    const entered = await this.#enter("2026-01-01");
    const { moves, unplaced } = await this.#plan();
    if (moves.length + unplaced.length > 0) throw new Error(`${clientId} has services that need an authorization.`);
    // Posted again, they use it.
    for (const [serviceId, service] of told) await this.#put(serviceId, service);
    for (const [serviceId, service] of told) entered.services.set(serviceId, service);
    tally.add("notRequired", services.length);
    return [entered];
  }

  async #enter(effectiveDate: string): Promise<Expected> {
    const { clientId, insuranceId } = this.#client;
    const { random } = this.#agency;
    const dates = { effectiveDate, expirationDate: "2026-12-31" };
    const authorizationNumber = `PA-${random.hex()}`;
    const activityCode = this.#activityCode;
    const body = { insuranceId, authorizationNumber, procedure: { activityCode }, ...dates };
    const sent = { path: { clientId }, body, idempotencyKey: random.hex() };
    const answer = await this.#caller.insist(authorizations.addAuthorization, sent);
    mustBe(answer, [201], "Adding an authorization");
    const { authorizationId, warnings } = answer.body;
    const uncovered = warnings.filter((warning: string) => warning.startsWith("NO_AUTHORIZATION"));
    if (uncovered.length > 0) throw new Error(`${authorizationId} was entered with ${uncovered.join(", ")}.`);
    const approved = { authorizationNumber, activityCode, authUnits: null, authVisits: null, ...dates };
    return {
      ...{ clientId, insuranceId, authorizationId, approved, version: 1, confirmed: null, isStale: false },
      ...{ discontinuedVersion: null, confirmations: 0, services: new Map() },
    };
  }

  #service(): ExpectedService {
    const { random } = this.#agency;
    return { serviceDate: `2026-06-0${random.between(1, 5)}`, units: random.between(1, 3) };
  }

  async #put(serviceId: string, service: ExpectedService) {
    const { clientId } = this.#client;
    const body = { activityCode: this.#activityCode, ...service };
    const answer = await this.#caller.insist(putService, { path: { clientId, serviceId }, body });
    mustBe(answer, [200, 201], "Posting a service");
    return answer;
  }

  /** Posts a service, or corrects its units: its day stays. */
  async #post({ services }: Expected, serviceId: string): Promise<void> {
    const { serviceDate, units } = this.#service();
    const service = { serviceDate: services.get(serviceId)?.serviceDate ?? serviceDate, units };
    await this.#put(serviceId, service);
    services.set(serviceId, service);
  }

  /** By somebody who is the only one to change it: sent again, since the reply was lost, it is answered the same. */
  async #shorten(expected: Expected): Promise<void> {
    const expirationDate = "2026-05-31";
    const sent = { ...this.#path(expected), body: { expirationDate }, ifMatch: expected.version };
    mustBe(await this.#caller.insist(authorizations.changeAuthorization, sent), [200], "Shortening");
    expected.approved = { ...expected.approved, expirationDate };
    expected.version += 1;
  }

  async #release(expected: Expected): Promise<void> {
    const sent = { ...this.#path(expected), body: { effect: "RELEASE" }, ifMatch: expected.version };
    mustBe(await this.#caller.insist(authorizations.discontinueAuthorization, sent), [200], "Releasing");
    expected.version += 1;
    expected.discontinuedVersion = expected.version;
  }

  #path({ authorizationId }: Pick<Expected, "authorizationId">) {
    return { path: { clientId: this.#client.clientId, authorizationId } };
  }

  async #plan() {
    const answer = await this.#caller.insist(readReallocation, { path: { clientId: this.#client.clientId } });
    mustBe(answer, [200], "Planning a reallocation");
    return answer.body;
  }

  /** Does plans until there is nothing to move. */
  async #reallocate(): Promise<void> {
    const { clientId } = this.#client;
    for (let plans = 0; plans < mostPlans; plans++) {
      const { planHash, moves, unplaced } = await this.#plan();
      if (unplaced.length > 0) throw new Error(`${unplaced.length} services of ${clientId} find no authorization.`);
      if (moves.length === 0) return;
      const answer = await this.#caller.insist(applyReallocation, { path: { clientId }, body: { planHash } });
      if (answer.body.code !== "PLAN_CHANGED") mustBe(answer, [200], "Doing a plan");
      this.#agency.tally.add(answer.status === 200 ? "plansDone" : "plansChanged");
    }
    throw new Error(`The services of ${clientId} are not moved in ${mostPlans} plans.`);
  }

  /** The ledger tells of one move for each of the planned ones, and of none twice, whatever was broken off and sent again. */
  async #requireMovedOnce(authorizationId: string, planned: readonly string[], all: readonly string[]): Promise<void> {
    const sent = { ...this.#path({ authorizationId }), query: { limit: "100" } };
    const { items, nextCursor } = (await this.#caller.insist(authorizations.readLedger, sent)).body;
    if (nextCursor !== null) throw new Error(`The ledger of ${authorizationId} has more than a page.`);
    const moves = items.filter(({ reason }: { reason: string }) => reason === "REALLOCATED");
    const timesOf = (id: string) => moves.filter(({ serviceId }: { serviceId: string }) => serviceId === id).length;
    const wrong = all.filter((id) => timesOf(id) > 1 || (timesOf(id) === 0 && planned.includes(id)));
    if (wrong.length > 0)
      throw new Error(`${wrong.join(", ")} moved ${wrong.map(timesOf)} times, by the ledger of ${authorizationId}.`);
  }
}
