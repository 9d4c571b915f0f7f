import * as contract from "../../api/authorizations.ts";
import type { RouteContract } from "../../api/route.ts";
import type { SimulatedAgency } from "./agency.ts";
import type { Answer, Caller, Sent } from "./caller.ts";
import type { Approved, Expected } from "./expectation.ts";
import type { Random } from "./random.ts";

/** What is to become of one authorization. */
export interface Plan {
  readonly confirmations: number;
  readonly isDiscontinued: boolean;
  /** Services that the billing engine posts; none to one that is discontinued, since that refuses them. */
  readonly services: number;
  readonly activityCode: string;
}

export interface EnteredClient {
  readonly clientId: string;
  readonly insuranceId: string;
}

export function mustBe(answer: Answer, statuses: readonly number[], what: string): void {
  if (!statuses.includes(answer.status)) throw new Error(`${what} was answered ${answer.status}: ${answer.text}`);
}

/** One authorization from its entry to its end, as the people who work with it see it: they know only what they were answered. */
export class AuthorizationStory {
  readonly #agency: SimulatedAgency;
  readonly #random: Random;
  readonly #caller: Caller;
  readonly #client: EnteredClient;
  readonly #plan: Plan;
  /** Milliseconds between one thing that is done and the next, at most. */
  readonly #mostPauseMillis: number;

  constructor(
    agency: SimulatedAgency,
    caller: Caller,
    about: { client: EnteredClient; plan: Plan; mostPauseMillis: number },
  ) {
    this.#agency = agency;
    this.#random = agency.random;
    this.#caller = caller;
    this.#client = about.client;
    this.#plan = about.plan;
    this.#mostPauseMillis = about.mostPauseMillis;
  }

  /** @param entered told when the authorization is there */
  async follow(entered: (expected: Expected) => void): Promise<void> {
    const expected = await this.#enter();
    entered(expected);
    const sometimes = async (chance: number, act: (expected: Expected) => Promise<void>) => {
      if (this.#random.chance(chance)) await act.call(this, expected);
    };
    for (let confirmation = 0; confirmation < this.#plan.confirmations; confirmation++) {
      if (confirmation > 0) await this.#change(expected);
      await sometimes(0.05, this.#changeNotes);
      await this.#pause();
      await sometimes(0.04, this.#confirmAgainstChange);
      if (expected.confirmed?.version !== expected.version - 1 || expected.isStale) await this.#confirm(expected);
      await sometimes(0.05, this.#confirmAgain);
      await sometimes(0.03, this.#changeStale);
      await sometimes(0.05, this.#changeNotes);
    }
    await this.#pause();
    // Left changed and not confirmed again.
    await sometimes(0.15, this.#change);
    if (this.#plan.isDiscontinued) await this.#discontinue(expected);
  }

  #pause(): Promise<void> {
    return this.#agency.time.sleep(this.#random.fraction() * this.#mostPauseMillis);
  }

  #numbers = 0;
  #approved(): Approved {
    const random = this.#random;
    this.#numbers += 1;
    return {
      authorizationNumber: `PA-${random.hex()}-${this.#numbers}`,
      activityCode: this.#plan.activityCode,
      authUnits: random.chance(0.8) ? random.between(1, 400) : null,
      authVisits: random.chance(0.5) ? random.between(1, 60) : null,
      effectiveDate: `2026-0${random.between(1, 3)}-01`,
      expirationDate: `2026-${random.between(10, 12)}-15`,
    };
  }

  async #enter(): Promise<Expected> {
    const { clientId, insuranceId } = this.#client;
    const approved = this.#approved();
    const { activityCode, authUnits, authVisits, ...same } = approved;
    const body = {
      insuranceId,
      procedure: { activityCode },
      ...same,
      ...(authUnits !== null && { authUnits }),
      ...(authVisits !== null && { authVisits }),
    };
    const sent = { path: { clientId }, body, idempotencyKey: this.#random.hex() };
    const { authorizationId } = await this.#sameTwice(contract.addAuthorization, sent, 201);
    return {
      ...{ clientId, insuranceId, authorizationId, approved, version: 1, confirmed: null, isStale: false },
      ...{ discontinuedVersion: null, confirmations: 0, services: new Map() },
    };
  }

  /** A request that, sent twice, is answered the same twice: what the replies say. */
  async #sameTwice(route: RouteContract, sent: Sent, status: number): Promise<Answer["body"]> {
    const first = this.#caller.insist(route, sent);
    const answers = this.#random.chance(0.05)
      ? await Promise.all([first, this.#caller.insist(route, sent)])
      : [await first];
    if (this.#random.chance(0.02)) answers.push(await this.#caller.insist(route, sent));
    for (const answer of answers) mustBe(answer, [status], route.summary);
    const texts = new Set(answers.map(({ text }) => text));
    if (texts.size > 1) throw new Error(`The same request was answered ${[...texts].join(" and ")}.`);
    return answers[0]?.body;
  }

  /**
   * A request that makes the next version, by somebody who is the only one to do so. When it was tried before without an
   * answer, `hadEffect` tells the answer of one that had its effect.
   */
  async #advance(
    expected: Expected,
    route: typeof contract.changeAuthorization | typeof contract.discontinueAuthorization,
    body: object,
    hadEffect: (answer: Answer) => boolean,
  ): Promise<void> {
    const answer = await this.#caller.insist(route, { ...this.#path(expected), body, ifMatch: expected.version });
    if (!(answer.mayBeRepeated && hadEffect(answer))) mustBe(answer, [200], route.summary);
    expected.version += 1;
  }

  #path({ clientId, authorizationId }: Expected): { path: { clientId: string; authorizationId: string } } {
    return { path: { clientId, authorizationId } };
  }

  /** A change of one field that matters to billing. */
  #difference(expected: Expected): Partial<Approved> {
    const { authUnits, authVisits, expirationDate, authorizationNumber } = this.#approved();
    const different = this.#random.pick([{ authUnits }, { authVisits }, { expirationDate }, { authorizationNumber }]);
    const [[field, value] = []] = Object.entries(different);
    const isSame = field === undefined || expected.approved[field as keyof Approved] === value;
    return isSame ? { authUnits: (expected.approved.authUnits ?? 0) + 1 } : different;
  }

  #changed(expected: Expected, difference: Partial<Approved>): void {
    expected.approved = { ...expected.approved, ...difference };
    if (expected.confirmed !== null) expected.isStale = true;
  }

  async #change(expected: Expected): Promise<void> {
    await this.#pause();
    const difference = this.#difference(expected);
    const next = expected.version + 1;
    await this.#advance(expected, contract.changeAuthorization, difference, ({ status }) => status === 412);
    await this.#mustBeAt(expected, next);
    this.#changed(expected, difference);
  }

  async #changeNotes(expected: Expected): Promise<void> {
    const body = { notes: `Note ${this.#random.hex()}` };
    await this.#advance(expected, contract.changeAuthorization, body, ({ status }) => status === 412);
  }

  /** What is read afterwards has the version that the change made. */
  async #mustBeAt(expected: Expected, version: number): Promise<void> {
    if (!this.#random.chance(0.05)) return;
    const { body } = await this.#read(expected);
    if (body.version !== version)
      throw new Error(`${expected.authorizationId} was read in version ${body.version}, not ${version}.`);
  }

  #read(expected: Expected): Promise<Answer> {
    return this.#caller.insist(contract.readAuthorization, this.#path(expected));
  }

  async #confirm(expected: Expected): Promise<void> {
    const sent: Sent = { ...this.#path(expected), ifMatch: expected.version };
    // Somebody who clicks twice: both are answered alike.
    const clicks = this.#random.chance(0.05) ? 2 : 1;
    const answers = await Promise.all(
      Array.from({ length: clicks }, () => this.#caller.insist(contract.confirmAuthorization, sent)),
    );
    for (const answer of answers) mustBe(answer, [200], "Confirming");
    const instants = new Set(answers.map(({ body }) => body.confirmation.confirmedAt as string));
    if (instants.size > 1) throw new Error(`${expected.authorizationId} was confirmed at ${[...instants].join(", ")}.`);
    this.#confirmed(expected, [...instants][0] as string);
  }

  #confirmed(expected: Expected, confirmedAt: string): void {
    expected.confirmed = { version: expected.version, approved: expected.approved, confirmedAt };
    expected.isStale = false;
    expected.version += 1;
    expected.confirmations += 1;
  }

  /** Confirming what is confirmed, with either version, answers the same instant again. */
  async #confirmAgain(expected: Expected): Promise<void> {
    const { confirmed, version } = expected;
    if (confirmed === null) throw new Error("Nothing was confirmed yet.");
    const ifMatch = this.#random.pick([confirmed.version, version]);
    const answer = await this.#caller.insist(contract.confirmAuthorization, { ...this.#path(expected), ifMatch });
    mustBe(answer, [200], "Confirming again");
    if (answer.body.confirmation.confirmedAt !== confirmed.confirmedAt)
      throw new Error(`${expected.authorizationId} was confirmed anew by confirming again.`);
  }

  /** A change by somebody who has not seen the last version is refused. */
  async #changeStale(expected: Expected): Promise<void> {
    // What stands already would be taken for a change whose reply was lost.
    const body = { authUnits: (expected.approved.authUnits ?? 0) + 1 };
    const sent = { ...this.#path(expected), body, ifMatch: expected.version - 1 };
    const answer = await this.#caller.insist(contract.changeAuthorization, sent);
    mustBe(answer, [412], "Changing what somebody else has changed");
  }

  /** Two people at the same moment, one confirms and one changes: exactly one of them has an effect. */
  async #confirmAgainstChange(expected: Expected): Promise<void> {
    const path = this.#path(expected);
    const ifMatch = expected.version;
    const difference = this.#difference(expected);
    const [confirm, change] = await Promise.all([
      this.#caller.insist(contract.confirmAuthorization, { ...path, ifMatch }),
      this.#caller.insist(contract.changeAuthorization, { ...path, ifMatch, body: difference }),
    ]);
    mustBe(confirm, [200, 412], "Confirming against a change");
    mustBe(change, [200, 412], "Changing against a confirm");
    const { body } = await this.#read(expected);
    if (body.version !== ifMatch + 1) throw new Error(`Two writers made version ${body.version} of ${ifMatch}.`);
    const isConfirmed = body.confirmation.confirmedVersion === ifMatch;
    const winner = isConfirmed ? confirm : change;
    const loser = isConfirmed ? change : confirm;
    if ((winner.status !== 200 && !winner.mayBeRepeated) || loser.status === 200)
      throw new Error(
        `Confirm was answered ${confirm.status}, change ${change.status}, and confirmed: ${isConfirmed}.`,
      );
    if (isConfirmed) this.#confirmed(expected, body.confirmation.confirmedAt);
    else {
      this.#changed(expected, difference);
      expected.version += 1;
    }
  }

  async #discontinue(expected: Expected): Promise<void> {
    const version = expected.version + 1;
    const hadEffect = ({ body }: Answer) => body.code === "ALREADY_DISCONTINUED";
    await this.#advance(expected, contract.discontinueAuthorization, {}, hadEffect);
    expected.discontinuedVersion = version;
  }
}
