import {
  type AuditAnchor,
  type DeletedChain,
  deletedChains,
  departureFrom,
  endsWhole,
} from "../../domain/audit-anchor.ts";
import type { AuditHead } from "../../domain/audit-chain.ts";
import { Unreadable } from "../../domain/unreadable.ts";
import { readAuditTail } from "../../store/audit-pages.ts";
import { readClientIds } from "../../store/clients.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import { logError, logFault, logInfo } from "../runtime/log.ts";
import type { Services, WithBlindIndex } from "../runtime/services.ts";
import type { AnchorBucket } from "./anchor-bucket.ts";
import { type AnchoredPortion, type Anchors, anchorsIn, portionKey } from "./anchor-objects.ts";

export type AnchorServices = Services & WithBlindIndex & { readonly bucket: AnchorBucket };

/** Clients between two objects, which are the checkpoints as well. */
const portionSize = 100;
const mostAtOnce = 10;
/** Faults of one audit that its line in the log names. */
const mostNamed = 20;

/** Clients whose departure from their anchors an operator has looked into: what is there now is the reference from here on. */
export interface Accepted {
  readonly clientIds: ReadonlySet<string>;
  readonly by: string;
}

/** One audit as it was found: its next anchor; undefined for one that was never whole, or has ended lawfully. */
interface Found {
  readonly anchor: AuditAnchor | undefined;
  readonly isFaulty: boolean;
}

interface Compared {
  readonly head: Pick<AuditHead, "sequence" | "hash">;
  readonly faults: readonly string[];
}

/** Of a client that was deleted after its retention. */
const ended: Compared = { head: { sequence: 0, hash: "" }, faults: [] };

type Owner = { readonly clientId: string } | "setup";

/** One walk over all audits: compares each with its anchor in the pass before, and anchors those that are whole anew. */
export class AnchorPass {
  readonly #services: AnchorServices;
  readonly #name: string;
  readonly #before: Anchors;
  readonly #accepted: Accepted;
  readonly #written: AnchoredPortion[];
  #deleted: Promise<ReadonlyMap<string, DeletedChain>> | undefined;

  /** @param written the portions of earlier runs of the same pass */
  constructor(
    services: AnchorServices,
    name: string,
    pass: {
      readonly before: Anchors;
      readonly accepted: Accepted;
      readonly written: readonly AnchoredPortion[];
    },
  ) {
    this.#services = services;
    this.#name = name;
    this.#before = pass.before;
    this.#accepted = pass.accepted;
    this.#written = [...pass.written];
  }

  get portions(): readonly AnchoredPortion[] {
    return this.#written;
  }

  /** Goes on where earlier runs have ended; answers whether it came through. */
  async through(hasTime: () => boolean): Promise<boolean> {
    const { table, blindIndex } = this.#services;
    let after = this.#written.findLast(({ through }) => through !== null)?.through ?? undefined;
    for (;;) {
      if (!hasTime()) return false;
      const listed = await readClientIds(table, blindIndex, { limit: portionSize, after });
      // The setup is looked at with the first portion, even if there is no client.
      if (listed.length === 0 && this.#written.length > 0) break;
      await this.#write(listed, listed.at(-1) ?? null);
      after = listed.at(-1);
    }
    const unlisted = [...this.#before.clients.keys()].filter((clientId) => !this.#seen().has(clientId));
    for (let first = 0; first < unlisted.length; first += portionSize) {
      if (!hasTime()) return false;
      await this.#write(unlisted.slice(first, first + portionSize), null);
    }
    return true;
  }

  #seen(): ReadonlySet<string> {
    return new Set(anchorsIn(this.#written).clients.keys());
  }

  async #write(clientIds: readonly string[], through: string | null): Promise<void> {
    const setup = this.#written.length === 0 ? await this.#found("setup", this.#before.setup) : undefined;
    const found = await inParallel(clientIds, mostAtOnce, async (clientId) => ({
      clientId,
      ...(await this.#found({ clientId }, this.#before.clients.get(clientId))),
    }));
    const faulty = [...found, ...(setup === undefined ? [] : [setup])].filter(({ isFaulty }) => isFaulty);
    const portion: AnchoredPortion = {
      at: this.#services.now().toISOString(),
      through,
      faults: faulty.length,
      ...(setup?.anchor !== undefined && { setup: setup.anchor }),
      clients: found
        .flatMap(({ clientId, anchor }) => (anchor === undefined ? [] : { clientId, ...anchor }))
        .sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
      accepted: clientIds.flatMap((clientId) => this.#givenUp(clientId)),
    };
    await this.#services.bucket.add(portionKey(this.#name, this.#written.length + 1), portion);
    this.#written.push(portion);
  }

  #givenUp(clientId: string): AnchoredPortion["accepted"] {
    const insteadOf = this.#before.clients.get(clientId);
    const { clientIds, by } = this.#accepted;
    return clientIds.has(clientId) && insteadOf !== undefined ? [{ clientId, by, insteadOf }] : [];
  }

  /** Over a fault no anchor moves: the one before stays the reference until somebody has looked into it. */
  async #found(owner: Owner, before: AuditAnchor | undefined): Promise<Found> {
    const clientId = owner === "setup" ? undefined : owner.clientId;
    try {
      const { head, faults } = await this.#compared(owner, before);
      const isAccepted = clientId !== undefined && this.#accepted.clientIds.has(clientId);
      if (faults.length > 0) logFault({ event: "auditFault", clientId, faults: faults.slice(0, mostNamed) });
      if (faults.length > 0 && !isAccepted) return { anchor: before, isFaulty: true };
      if (isAccepted) logInfo({ event: "auditAccepted", clientId, userId: this.#accepted.by });
      const { sequence, hash } = head;
      const at = this.#services.now().toISOString();
      return { anchor: sequence === 0 ? undefined : { sequence, hash, at }, isFaulty: false };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      logError({ event: "auditUnreadable", clientId }, error);
      return { anchor: before, isFaulty: true };
    }
  }

  /** What is new of an audit since its anchor, and what is wrong with it. */
  async #compared(owner: Owner, before: AuditAnchor | undefined): Promise<Compared> {
    // Its entries may be there for a while yet.
    if (await this.#hasEnded(owner, before)) return ended;
    const tail = await readAuditTail(this.#services.table, owner, before?.sequence ?? 1);
    const departure = before && departureFrom(before, tail);
    const faults = [...(departure === undefined ? [] : [departure]), ...tail.faults.map(inWords)];
    if (faults.length === 0) return { head: tail.head, faults };
    // Its deletion may have begun at this moment.
    this.#deleted = undefined;
    return (await this.#hasEnded(owner, before)) ? ended : { head: tail.head, faults };
  }

  async #hasEnded(owner: Owner, before: AuditAnchor | undefined): Promise<boolean> {
    if (owner === "setup" || before === undefined) return false;
    this.#deleted ??= this.#deletedSince();
    return endsWhole(before, (await this.#deleted).get(owner.clientId));
  }

  /** Clients whose deletion the setup's audit has told since it was last anchored. */
  async #deletedSince(): Promise<ReadonlyMap<string, DeletedChain>> {
    const { entries } = await readAuditTail(this.#services.table, "setup", this.#before.setup?.sequence ?? 1);
    return deletedChains(entries);
  }
}

const inWords = ({ sequence, fault }: { readonly sequence: number; readonly fault: string }) => `${fault} ${sequence}`;
