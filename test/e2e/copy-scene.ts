import { eventually, newId, type Reply, type User, user } from "./agency.ts";
import { addInsurance, clientBody, made, newSetup, Scene, type Setup, staffPermissions } from "./scene.ts";

interface Insurance {
  readonly payerId?: string;
  readonly priority?: number;
  readonly priorAuthsRequired?: boolean;
  readonly inactive?: true;
}

/** A client whose authorization is copied to other clients of its payer, by a user who may. */
export class CopyScene {
  readonly by: User;
  readonly setup: Setup;
  readonly scene: Scene;
  readonly source: { readonly authorizationId: string };

  private constructor(scene: Scene, source: CopyScene["source"]) {
    this.by = scene.by;
    this.setup = scene.setup;
    this.scene = scene;
    this.source = source;
  }

  /** With a payer of its own: "all clients of a payer" are those of one test. */
  static async open(): Promise<CopyScene> {
    const by = await user("u-copier", ...staffPermissions, "auths:copy", "audit:read");
    const scene = await Scene.open(by, await newSetup(by));
    return new CopyScene(scene, await scene.add({ notes: "called about this one client" }));
  }

  /** A client with these insurances, of the payer unless said otherwise; answers its id and theirs. */
  async enterClient(insurances: readonly Insurance[] = [{}], status: "ACTIVE" | "INACTIVE" = "ACTIVE") {
    const clientId = newId("client");
    await made(this.by.put(`/v1/clients/${clientId}`, { ...clientBody, status }));
    const insuranceIds: string[] = [];
    for (const [index, { payerId = this.setup.payerId, inactive, ...changes }] of insurances.entries()) {
      const { insuranceId } = await addInsurance(this.by, clientId, payerId, { priority: index + 1, ...changes });
      const path = `/v1/clients/${clientId}/insurances/${insuranceId}`;
      if (inactive) await made(this.by.patch(path, { status: "INACTIVE" }, { ifMatch: 1 }));
      insuranceIds.push(insuranceId);
    }
    return { clientId, insuranceIds };
  }

  start(changes: Record<string, unknown> = {}, as = this.by, headers: Record<string, string> = {}): Promise<Reply> {
    const body = {
      sourceClientId: this.scene.clientId,
      sourceAuthorizationId: this.source.authorizationId,
      payerId: this.setup.payerId,
      target: { type: "ALL" },
      ...changes,
    };
    return as.post("/v1/authorization-copies", body, { headers });
  }

  /** A copy once it is over. */
  async copied(changes: Record<string, unknown> = {}) {
    const { copyId } = await made(this.start(changes));
    return this.over(copyId);
  }

  over(copyId: string) {
    return eventually(
      () => made(this.by.get(`/v1/authorization-copies/${copyId}`)),
      ({ state }) => state !== "RUNNING",
    );
  }

  async tracker(clientId: string) {
    return (await made(this.by.get(`/v1/clients/${clientId}/authorization-tracker`))).authorizations;
  }
}

/** What became of each client, as reason or CREATED. */
export function outcomes(progress: { items: { clientId: string; outcome: string; reason?: string }[] }) {
  return Object.fromEntries(progress.items.map(({ clientId, outcome, reason }) => [clientId, reason ?? outcome]));
}
