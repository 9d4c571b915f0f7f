import { DeleteCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { vi } from "vitest";
import { type ReconcileRun, reconcileCaps } from "../../functions/reconcile/reconcile-caps.ts";
import { listCapsDrift } from "../../functions/reports/list-caps-drift.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { capKey, type Key, outboxPartitions } from "../../store/keys.ts";
import type { User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterAuthorization } from "./agency-on-engine.ts";
import { accepted, servicesOn } from "./handlers-in-process.ts";

const refused = { ErrorCode: "ThrottlingException", ErrorMessage: "The bus takes nothing now." };

/** An agency on the engine whose caps can be made wrong, and that can be looked at some minutes later. */
export class DriftingAgency {
  readonly stack: LocalStack;
  readonly staff: User;
  readonly table: ReturnType<typeof servicesOn>["table"];

  constructor(stack: LocalStack, staff: User) {
    this.stack = stack;
    this.staff = staff;
    this.table = servicesOn(stack).table;
  }

  /** An authorization that is confirmed and has its cap. */
  async confirmed(client: EnteredClient, number: string): Promise<string> {
    const authorizationId = await enterAuthorization(this.staff, client, number);
    await this.confirm(client, authorizationId, 1);
    await this.stack.settled();
    return authorizationId;
  }

  async confirm(client: EnteredClient, authorizationId: string, version: number) {
    const path = `${client.path}/authorizations/${authorizationId}/confirm`;
    return answered(await this.staff.post(path, undefined, { ifMatch: version }));
  }

  /** Does something whose events are lost on the way: the bus takes none, and then they are gone from the outbox. */
  async losingEvents(act: () => Promise<unknown>): Promise<void> {
    this.stack.bus.onPutEvents((entries) => entries.map(() => refused));
    try {
      await act();
    } finally {
      this.stack.bus.onPutEvents(undefined);
    }
    for (const partition of outboxPartitions) {
      const { Items = [] } = await this.table.client.send(
        new QueryCommand({
          TableName: this.table.name,
          KeyConditionExpression: "PK = :pk",
          ExpressionAttributeValues: { ":pk": partition },
        }),
      );
      for (const { PK, SK } of Items) await this.remove({ PK, SK });
    }
  }

  async remove(key: Key): Promise<void> {
    await this.table.client.send(new DeleteCommand({ TableName: this.table.name, Key: { ...key } }));
  }

  /** Alters what the cap says of units, past all handlers. */
  async alterCap(client: EnteredClient, authorizationId: string, unitsCap: number): Promise<void> {
    await this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: { ...capKey(client.clientId, authorizationId) },
        UpdateExpression: "SET #confirmed.#unitsCap = :units",
        ExpressionAttributeNames: { "#confirmed": "confirmed", "#unitsCap": "unitsCap" },
        ExpressionAttributeValues: { ":units": unitsCap },
      }),
    );
  }

  /** Services whose clock is some minutes after the stack's. */
  later(minutes: number) {
    const now = () => new Date(this.stack.now().getTime() + minutes * 60_000);
    return { ...servicesOn(this.stack), now };
  }

  /** One run of the job in this process, with the metrics that it told; `again` begins a pass, as the next day does. */
  async reconcile(
    minutes: number,
    { again = false, remainingMillis = () => 300_000 }: { again?: boolean; remainingMillis?: () => number } = {},
  ): Promise<ReconcileRun & { readonly metrics: Readonly<Record<string, number>> }> {
    const services = this.later(minutes);
    // The job logs into this process.
    const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      return { ...(await reconcileCaps(services, remainingMillis, again)), metrics: services.measured };
    } finally {
      output.mockRestore();
    }
  }

  /** The report some minutes later, of one client. */
  async report(client: EnteredClient, minutes = 0) {
    const { items } = await accepted(this.later(minutes), listCapsDrift, { query: {} });
    return items.filter(({ clientId }: { clientId: string }) => clientId === client.clientId);
  }

  /** Asks the deployed job to repair, and waits until billing has heard of it. */
  async repair(client: EnteredClient, ...authorizationIds: string[]) {
    const repair = authorizationIds.map((authorizationId) => ({ clientId: client.clientId, authorizationId }));
    const { repaired } = (await this.stack.runJob("reconcile", { repair, requestedBy: "operator" })) as {
      repaired: { outcome: string; reason?: string; detailTypes?: string[] }[];
    };
    await this.stack.settled();
    return repaired;
  }

  async caps(client: EnteredClient) {
    return answered(await this.staff.get(`${client.path}/insurances/${client.insuranceId}/caps`)).items;
  }

  async row(client: EnteredClient, authorizationId: string) {
    return answered(await this.staff.get(`${client.path}/authorizations/${authorizationId}`));
  }
}
