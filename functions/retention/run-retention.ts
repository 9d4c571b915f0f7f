import { dayIn } from "../../domain/calendar.ts";
import { type Client, searchFor } from "../../domain/client.ts";
import { type DueClient, deletedFrom, isOver, type RetentionPass } from "../../domain/retention.ts";
import { deleteRest } from "../../store/client-deletion.ts";
import { findClients } from "../../store/clients.ts";
import {
  type Age,
  listDue,
  readAllDueClients,
  readClientsBeingDeleted,
  readRetentionPass,
  saveRetentionPass,
  unlistDue,
} from "../../store/retention.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import { logError, logInfo } from "../runtime/log.ts";
import type { Services, WithBlindIndex } from "../runtime/services.ts";
import { beginDeletionOf, pastDateOf } from "./due-clients.ts";
import type { RetentionInput } from "./retention-input.ts";

/** Time kept for a last client and the metrics. */
const reserveMillis = 60_000;
/** Clients between two checkpoints. */
const pageSize = 100;
const clientsAtOnce = 8;

export type RetentionServices = Services & WithBlindIndex & { readonly years: number | undefined };

/** What one run did. */
export interface RetentionRun {
  readonly deleted: number;
  readonly listed: number;
  /** Whether all clients were looked at today. */
  readonly complete: boolean;
}

/**
 * First ends what an earlier run has begun, then deletes who was listed long enough and is due now as well, then goes on with the look
 * at all clients. A client that can't be read is left as it is; the run fails at its end, so that somebody hears of it.
 */
export async function runRetention(
  services: RetentionServices,
  input: RetentionInput,
  remainingMillis: () => number,
): Promise<RetentionRun> {
  const hasTime = () => remainingMillis() > reserveMillis;
  const run = new Run(services, input, hasTime);
  await run.endDeletions();
  const complete = await run.lookAtAll();
  await run.deleteListed();
  services.measure({ ClientsDeleted: run.deleted });
  const outcome = complete ? "COMPLETE" : "CUT_OFF";
  logInfo({ event: "retained", count: run.deleted, outcome });
  if (run.failed.size > 0) throw new Error(`${run.failed.size} clients could not be looked at; the log names them.`);
  return { deleted: run.deleted, listed: run.listed, complete };
}

class Run {
  readonly failed = new Set<string>();
  deleted = 0;
  listed = 0;
  readonly #services: RetentionServices;
  readonly #input: RetentionInput;
  readonly #hasTime: () => boolean;
  readonly #today: string;

  constructor(services: RetentionServices, input: RetentionInput, hasTime: () => boolean) {
    this.#services = services;
    this.#input = input;
    this.#hasTime = hasTime;
    this.#today = dayIn(services.timeZone, services.now());
  }

  /** Ends deletions that were begun, whatever the agency's file says by now: they are half done. */
  async endDeletions(): Promise<void> {
    for (const clientId of await readClientsBeingDeleted(this.#services.table))
      await this.#trying(clientId, () => this.#deleteRest(clientId));
  }

  async deleteListed(): Promise<void> {
    for (const due of await readAllDueClients(this.#services.table)) {
      if (!this.#hasTime()) return;
      if (deletedFrom(due) <= this.#today || this.#input.withoutNotice)
        await this.#trying(due.clientId, () => this.#delete(due));
    }
  }

  /** Lists who is due by now, and takes off the list who is not any more. Says whether all were looked at. */
  async lookAtAll(): Promise<boolean> {
    const { table, blindIndex } = this.#services;
    const listed = new Set((await readAllDueClients(table)).map(({ clientId }) => clientId));
    let pass = await this.#pass();
    while (!pass.isComplete) {
      if (!this.#hasTime()) return false;
      const { clients, lastClientId } = await findClients(table, blindIndex, {
        search: searchFor(""),
        limit: pageSize,
        afterClientId: pass.afterClientId,
      });
      await inParallel(clients, clientsAtOnce, (client) =>
        this.#trying(client.clientId, () => this.#lookAt(client, listed.has(client.clientId))),
      );
      pass = {
        ...pass,
        ...(lastClientId !== null && { afterClientId: lastClientId }),
        isComplete: lastClientId === null,
      };
      await saveRetentionPass(table, pass);
    }
    return true;
  }

  /** The unfinished pass, or today's complete one, or a new one; without notice always a new one. */
  async #pass(): Promise<RetentionPass> {
    const last = await readRetentionPass(this.#services.table);
    const goesOn = last !== undefined && !this.#input.withoutNotice && (!last.isComplete || last.day === this.#today);
    return goesOn ? last : { day: this.#today, isComplete: false };
  }

  async #lookAt(client: Client, isListed: boolean): Promise<void> {
    const { table } = this.#services;
    const { clientId } = client;
    const lastDate = isOver(client) ? await pastDateOf(table, clientId, this.#age()) : undefined;
    if (lastDate === undefined) {
      if (isListed) await unlistDue(table, clientId);
      return;
    }
    if (isListed) return;
    await listDue(table, { clientId, lastDate, listedOn: this.#today });
    this.listed += 1;
  }

  async #delete({ clientId }: DueClient): Promise<void> {
    const isBegun = await beginDeletionOf(this.#services, { clientId, age: this.#age(), ...this.#input });
    if (isBegun) await this.#deleteRest(clientId);
  }

  async #deleteRest(clientId: string): Promise<void> {
    await deleteRest(this.#services.table, clientId);
    this.deleted += 1;
    logInfo({ event: "clientDeleted", clientId });
  }

  /** What the agency's file says now; without anything nothing is ever due. */
  #age(): Age | undefined {
    const { years, timeZone } = this.#services;
    return years === undefined
      ? undefined
      : { years, today: this.#today, dayOf: (at) => dayIn(timeZone, new Date(at)) };
  }

  async #trying(clientId: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.failed.add(clientId);
      logError({ event: "notRetained", clientId }, error);
    }
  }
}
