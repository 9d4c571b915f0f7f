import { eventSource } from "../../events/envelope.ts";
import type { TakenEvent } from "./event-bus.ts";
import type { Change } from "./table/in-memory-table.ts";
import type { Item } from "./table/stored-values.ts";

/** An invariant that did not hold. */
export class Violation extends Error {
  override readonly name = "Violation";
}

// biome-ignore lint/suspicious/noExplicitAny: items of every kind, read as they are stored
type Stored = any;

interface KnownEvent {
  readonly detailType: string;
  readonly detail: string;
  readonly authorizationId: string;
  readonly authorizationVersion: number;
  isTaken: boolean;
}

/** Of an authorization, what a confirm tells billing. */
const confirmedFields = [
  ...["insuranceId", "authorizationNumber", "procedure", "authUnits", "authVisits"],
  ...["effectiveDate", "expirationDate"],
];
const toldOf = (authorization: Stored) => JSON.stringify(confirmedFields.map((field) => authorization[field] ?? null));

/** The same of a cap, or of an event's data. */
const toldBy = (cap: Stored) =>
  JSON.stringify([
    ...[cap.insuranceId, cap.authorizationNumber, { activityCode: cap.activityCodes[0] }],
    ...[cap.unitsCap ?? cap.authUnits ?? null, cap.visitsCap ?? cap.authVisits ?? null],
    ...[cap.effectiveDate, cap.expirationDate],
  ]);

function require(holds: boolean, broken: () => string): asserts holds {
  if (!holds) throw new Violation(broken());
}

/**
 * Watches every transaction that is written and every event that the bus takes, and knows the product by its items and
 * events alone. What must hold at each moment is checked at each moment.
 */
export class Auditor {
  /** Every event that was ever stored to be sent, by id. */
  readonly events = new Map<string, KnownEvent>();
  /** Times that an event was applied, by its id. */
  readonly applied = new Map<string, number>();
  /** What was confirmed, by authorization and version, and the id of the event that tells of it. */
  readonly confirmed = new Map<string, { readonly told: string; readonly at: string; readonly eventId: string }>();
  /** The caps as they stand, by authorization. */
  readonly caps = new Map<string, Stored>();
  /** Authorizations that billing was told of and has not acknowledged. */
  readonly awaited = new Set<unknown>();
  authorizationChanges = 0;

  /** To be told of everything that a transaction changed. */
  changed(changes: readonly Change[]): void {
    const byKind = new Map<unknown, Change[]>();
    for (const change of changes) {
      const kind = (change.after ?? change.before)?.["kind"];
      const others = byKind.get(kind);
      if (others === undefined) byKind.set(kind, [change]);
      else others.push(change);
    }
    const of = (kind: string) => byKind.get(kind) ?? [];
    const unsent = of("unsentEvent").flatMap((change) => this.#outboxChanged(change));
    const audited = of("audit").map((change) => this.#audited(change));
    const seen = of("eventSeen").map((change) => this.#seen(change));
    for (const { before, after } of of("awaitedCap")) {
      if (after === undefined) this.awaited.delete(before?.["authorizationId"]);
      else this.awaited.add(after["authorizationId"]);
    }
    for (const [before, after] of moves(of("authorization"))) {
      this.#authorizationChanged(before, after, unsent);
      const entries = audited.filter(
        (entry) => entry.subject === "authorization" && entry.subjectId === after.authorizationId,
      );
      require(entries.length === 1, () => `${after.authorizationId} changed with ${entries.length} audit entries.`);
      this.authorizationChanges += 1;
    }
    this.#requireExplained(of("balance"), of("movement"));
    for (const [before, after] of moves(of("cap"))) {
      require(seen.length === 1, () => `A cap changed by ${seen.length} events.`);
      this.#capChanged(before, after, unsent, seen[0] as string);
    }
  }

  /** A balance moves by what its movements in the same transaction say, and by nothing else. */
  #requireExplained(balances: readonly Change[], movements: readonly Change[]): void {
    const kept = Map.groupBy(movements, ({ after }) => after?.["PK"]);
    for (const [before, after] of moves(balances)) {
      const own = kept.get(`AUTH#${after.authorizationId}`) ?? [];
      for (const quantity of ["unitsUsed", "unitsScheduled", "visitsUsed", "visitsScheduled"]) {
        const moved = own.reduce((sum, movement) => sum + Number(movement.after?.[quantity]), 0);
        require(after[quantity] - (before?.[quantity] ?? 0) === moved, () =>
          `${quantity} of ${after.authorizationId} moved from ${before?.[quantity] ?? 0} to ${after[quantity]}, by ${moved}.`);
      }
    }
  }

  #outboxChanged({ before, after }: { before: Stored; after: Stored }): readonly string[] {
    if (after === undefined) {
      require(this.events.get(before.eventId)?.isTaken === true, () => `${before.eventId} left the outbox unsent.`);
      return [];
    }
    const { eventId, detailType, detail } = after;
    require(before === undefined && !this.events.has(eventId), () => `The event ${eventId} was stored twice.`);
    const { metadata, data } = JSON.parse(detail);
    require(metadata.eventId === eventId, () => `The event ${eventId} says that it is ${metadata.eventId}.`);
    const { authorizationId, authorizationVersion } = data;
    this.events.set(eventId, { detailType, detail, authorizationId, authorizationVersion, isTaken: false });
    return [eventId];
  }

  #audited({ before, after }: { before: Stored; after: Stored }): Stored {
    require(before === undefined && after !== undefined, () => `The audit entry ${before.auditId} was touched.`);
    return after;
  }

  #seen({ before, after }: { before: Stored; after: Stored }): string {
    require(after !== undefined, () => "The record of an event was deleted.");
    const eventId = after.PK.slice("EVENT#".length);
    require(before === undefined || before.expiresAtEpochSeconds < after.expiresAtEpochSeconds, () => eventId);
    this.applied.set(eventId, (this.applied.get(eventId) ?? 0) + 1);
    return eventId;
  }

  #authorizationChanged(before: Stored, after: Stored, unsent: readonly string[]): void {
    const id = after.authorizationId;
    const what = () => `${id}, version ${before?.version} to ${after.version}`;
    require(after.version === (before?.version ?? 0) + 1, () => `A version was left out or came again: ${what()}.`);
    require(before?.discontinued === undefined, () => `A discontinued authorization changed: ${what()}.`);
    const told = unsent.map((eventId) => this.events.get(eventId) as KnownEvent);
    const [was, is] = [before?.confirmation, after.confirmation];
    const isConfirm = is !== undefined && is.confirmedVersion !== was?.confirmedVersion;
    if (isConfirm) {
      const [event] = told;
      require(told.length === 1 && event?.detailType === "AuthorizationConfirmed", () =>
        `Confirmed untold: ${what()}.`);
      require(is.confirmedVersion === before.version && !is.changedSince, () => `Confirmed wrongly: ${what()}.`);
      require(event.authorizationId === id && event.authorizationVersion === before.version, what);
      require(toldOf(after) === toldOf(before), () => `Confirming changed what is confirmed: ${what()}.`);
      require(toldBy(JSON.parse(event.detail).data) === toldOf(before), () => `Told other than confirmed: ${what()}.`);
      const version = `${id} ${is.confirmedVersion}`;
      require(!this.confirmed.has(version), () => `Confirmed twice: ${version}.`);
      this.confirmed.set(version, { told: toldOf(before), at: is.confirmedAt, eventId: unsent[0] as string });
      return;
    }
    if (was !== undefined) {
      require(is?.confirmedAt === was.confirmedAt && is.confirmedBy === was.confirmedBy, () =>
        `confirmedAt: ${what()}.`);
      const changedSince = was.changedSince || toldOf(before) !== toldOf(after);
      require(is.changedSince === changedSince, () => `The C is ${is.changedSince ? "gone" : "there"}: ${what()}.`);
    }
    const isTold = after.discontinued !== undefined && is !== undefined;
    require(told.length === (isTold ? 1 : 0) &&
      told.every(({ detailType }) => detailType === "AuthorizationDiscontinued"), () =>
      `Told ${told.map(({ detailType }) => detailType).join(", ") || "nothing"}: ${what()}.`);
  }

  #capChanged(before: Stored, after: Stored, unsent: readonly string[], seenId: string): void {
    const id = after.authorizationId;
    require(after.version === (before?.version ?? 0) + 1, () => `The cap ${id} lost a change.`);
    const [was, is] = [before?.confirmed, after.confirmed];
    require(was === undefined || (is !== undefined && is.version >= was.version), () => `The cap ${id} went back.`);
    require(before?.discontinuedVersion === undefined || after.discontinuedVersion >= before.discontinuedVersion, () =>
      `The closed cap ${id} was opened.`);
    if (is !== undefined) {
      const confirmed = this.confirmed.get(`${id} ${is.version}`);
      require(confirmed !== undefined, () => `A cap ${id} of version ${is.version}, which was never confirmed.`);
      require(toldBy(is) === confirmed.told, () => `The cap ${id} is not what was confirmed.`);
    }
    const event = this.events.get(seenId);
    require(event?.authorizationId === id, () => `The cap ${id} changed by ${seenId}, an event about something else.`);
    const told = unsent.map((eventId) => this.events.get(eventId) as KnownEvent);
    require(told.length === 1 && told[0]?.detailType === "CapUpdated", () => `The cap ${id} changed unacknowledged.`);
    this.caps.set(id, after);
  }

  /** To be told of every event that the bus takes. */
  taken({ source, detailType, detail }: TakenEvent): void {
    if (source !== eventSource) return;
    const { eventId } = JSON.parse(detail).metadata;
    const known = this.events.get(eventId);
    require(known !== undefined, () => `${eventId} was published and never stored.`);
    require(known.detailType === detailType && known.detail === detail, () => `${eventId} is sent with another text.`);
    known.isTaken = true;
  }
}

/** What became of things that a transaction may have moved from one key to another: before and after, by authorization. */
function moves(changes: readonly Change[]): [before: Stored, after: Stored][] {
  const [only, ...more] = changes;
  if (only === undefined) return [];
  if (more.length === 0 && only.after !== undefined) return [[only.before, only.after]];
  const all = new Map<unknown, [Item | undefined, Item | undefined]>();
  for (const { before, after } of changes) {
    const id = (after ?? before)?.["authorizationId"];
    const [was, is] = all.get(id) ?? [undefined, undefined];
    all.set(id, [was ?? before, is ?? after]);
  }
  for (const [id, [, after]] of all) require(after !== undefined, () => `${id} was deleted.`);
  return [...all.values()];
}
