import type { SimulatedAgency } from "./agency.ts";
import { AuthorizationStory, type EnteredClient, type Plan } from "./authorization-story.ts";
import type { Caller } from "./caller.ts";
import type { Expected } from "./expectation.ts";
import { ReallocationStory } from "./reallocation-story.ts";
import { tellOfService } from "./service-story.ts";
import { activityCodes, enterClient, enterPayer } from "./setup.ts";

/** How much is done, and how close together. */
export interface Load {
  /** Confirmations in all, each of another version. */
  readonly confirmations: number;
  /** Clients that are worked on at the same time. */
  readonly clientsAtOnce: number;
  /** Milliseconds between one thing that somebody does to an authorization and the next, at most. */
  readonly mostPauseMillis: number;
  /** Clients whose services are moved to another authorization, and as many whose services need none at first. */
  readonly reallocations: number;
}

/** People who enter clients and authorizations, confirm, change and discontinue them, until so many were confirmed. */
export class Workload {
  /** What has to be so of each authorization that was entered. */
  readonly expected: Expected[] = [];
  readonly #agency: SimulatedAgency;
  readonly #caller: Caller;
  readonly #load: Load;
  #planned = 0;
  #clients = 0;

  constructor(agency: SimulatedAgency, caller: Caller, load: Load) {
    this.#agency = agency;
    this.#caller = caller;
    this.#load = load;
  }

  async work(): Promise<void> {
    const { clientsAtOnce, reallocations } = this.#load;
    if (reallocations > 0) await enterPayer(this.#caller, "P2", false);
    await Promise.all([
      ...Array.from({ length: clientsAtOnce }, () => this.#workOnClients()),
      ...Array.from({ length: reallocations }, (_, index) => this.#workOnServices(index)),
    ]);
  }

  async #workOnClients(): Promise<void> {
    for (;;) {
      const plans = this.#plansForClient();
      if (plans.length === 0) return;
      this.#clients += 1;
      const client = await enterClient(this.#agency, this.#caller, `CL-${this.#clients}`);
      const oneAfterTheOther = async () => {
        for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) await this.#follow(client, plan);
      };
      await Promise.all([oneAfterTheOther(), oneAfterTheOther(), oneAfterTheOther()]);
    }
  }

  async #workOnServices(index: number): Promise<void> {
    const [agency, caller] = [this.#agency, this.#caller];
    const stranded = await enterClient(agency, caller, `ST-${index}`);
    this.expected.push(...(await new ReallocationStory(agency, caller, stranded).followStranded()));
    const notRequired = await enterClient(agency, caller, `NR-${index}`, "P2");
    this.expected.push(...(await new ReallocationStory(agency, caller, notRequired).followNotRequired()));
  }

  #plansForClient(): Plan[] {
    const { random } = this.#agency;
    return Array.from({ length: random.between(1, 3) }, () => this.#plan()).filter((plan) => plan !== null);
  }

  #plan(): Plan | null {
    const left = this.#load.confirmations - this.#planned;
    if (left === 0) return null;
    const { random } = this.#agency;
    const confirmations = Math.min(left, random.pick([1, 1, 2, 3, 4, 6, 8]));
    this.#planned += confirmations;
    const isDiscontinued = random.chance(0.15);
    const services = !isDiscontinued && random.chance(0.06) ? random.between(1, 3) : 0;
    return { confirmations, isDiscontinued, services, activityCode: random.pick(activityCodes) };
  }

  async #follow(client: EnteredClient, plan: Plan): Promise<void> {
    const { mostPauseMillis } = this.#load;
    const story = new AuthorizationStory(this.#agency, this.#caller, { client, plan, mostPauseMillis });
    const telling: Promise<void>[] = [];
    await story.follow((entered) => {
      this.expected.push(entered);
      for (let service = 0; service < plan.services; service++)
        telling.push(tellOfService(this.#agency, entered, `S-${this.expected.length}-${service}`));
    });
    await Promise.all(telling);
  }
}
