import { newId, type User } from "./agency.ts";
import * as bus from "./bus.ts";
import { newSetup, Scene, type Setup, staff } from "./scene.ts";

export const source = "billing-engine";

/** Who enters what the billing engine then tells of. */
export class Engine {
  readonly by: User;
  readonly setup: Setup;

  private constructor(by: User, setup: Setup) {
    this.by = by;
    this.setup = setup;
  }

  static async open(): Promise<Engine> {
    const by = await staff();
    return new Engine(by, await newSetup(by));
  }

  /** A client with one authorization, and a service that was never told of. */
  async begin(changes: Record<string, unknown> = {}) {
    const scene = await Scene.open(this.by, this.setup);
    const { authorizationId } = await scene.add(changes);
    const serviceId = newId("service");
    const detail = (time: string, data: object, eventId = newId("event")) => ({
      metadata: { eventId, occurredAt: time },
      data: { clientId: scene.clientId, serviceId, ...data },
    });
    const rendered = (time: string, changes: Record<string, unknown> = {}) => detail(time, scene.service(changes));
    return {
      scene,
      authorizationId,
      serviceId,
      balance: () => scene.balance(authorizationId),
      /** So many minutes from now, by the agency's clock. */
      minutesAhead: async (minutes: number) => {
        const { service } = await scene.post({ serviceDate: "2026-01-05" });
        return new Date(Date.parse(service.changedAt) + minutes * 60_000).toISOString();
      },
      renderedDetail: rendered,
      voidedDetail: (time: string) => detail(time, {}),
      rendered: (time: string, changes?: Record<string, unknown>) =>
        bus.putAndSettle(source, "ServiceRendered", rendered(time, changes)),
      voided: (time: string) => bus.putAndSettle(source, "ServiceVoided", detail(time, {})),
    };
  }
}

// The stack's clock shows 2026-03-16: these lie before whatever is done by HTTP.
export const [early, morning, noon, evening] = [
  ...["2026-03-10T09:00:00.000Z", "2026-03-11T09:00:00.000Z"],
  ...["2026-03-12T12:00:00.000Z", "2026-03-12T18:00:00.000Z"],
] as [string, string, string, string];
export const untouched = [0, 20, 0, 5];
export const four = [4, 16, 1, 4];
