/** What we need of an event, and nothing else of what it carries. */
export interface CapEvent {
  readonly eventId: string;
  readonly occurredAt: string;
  readonly agencyId: string;
  readonly authorizationId: string;
  readonly authorizationVersion: number;
  /** What was confirmed; absent when the authorization was discontinued. */
  readonly confirmed?: Confirmed;
}

export interface Confirmed {
  readonly clientId: string;
  readonly insuranceId: string;
  readonly authorizationNumber: string;
  readonly activityCodes: readonly string[];
  /** Null: not limited. */
  readonly authUnits: number | null;
  /** Distinct days of service; null: not limited. */
  readonly authVisits: number | null;
  readonly effectiveDate: string;
  readonly expirationDate: string;
}

/** An event that can't be read as one we know. It belongs in a dead-letter queue, where somebody looks at it. */
export class NotUnderstood extends Error {
  override readonly name = "NotUnderstood";
}

/**
 * Reads an event as EventBridge hands it over, or as the local server lists it. Fields that we don't know are left aside.
 * @returns null for an event that says nothing about caps
 * @throws NotUnderstood
 */
export function capEvent(event: unknown): CapEvent | null {
  const envelope = record(event, "the event");
  const detailType = envelope["detail-type"] ?? envelope["detailType"];
  const tells = ["AuthorizationConfirmed", "AuthorizationDiscontinued"].indexOf(String(detailType));
  if (envelope["source"] !== "prior-auth-tracker" || tells < 0) return null;
  const detail = record(envelope["detail"], "detail");
  const metadata = record(detail["metadata"], "metadata");
  const data = record(detail["data"], "data");
  // A version that we don't know may mean anything by the same words.
  if (metadata["schemaVersion"] !== 1) throw new NotUnderstood(`schemaVersion ${String(metadata["schemaVersion"])}`);
  return {
    eventId: text(metadata, "eventId"),
    occurredAt: text(metadata, "occurredAt"),
    agencyId: text(metadata, "agencyId"),
    authorizationId: text(data, "authorizationId"),
    authorizationVersion: whole(data, "authorizationVersion"),
    ...(tells === 0 && { confirmed: confirmedIn(data) }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function confirmedIn(data: Fields): Confirmed {
  const { activityCodes } = data;
  if (!Array.isArray(activityCodes) || !activityCodes.every((code) => typeof code === "string"))
    throw new NotUnderstood("activityCodes");
  return {
    clientId: text(data, "clientId"),
    insuranceId: text(data, "insuranceId"),
    authorizationNumber: text(data, "authorizationNumber"),
    activityCodes,
    // Absent is not the same as null: only null says that nothing limits it.
    authUnits: data["authUnits"] === null ? null : whole(data, "authUnits"),
    authVisits: data["authVisits"] === null ? null : whole(data, "authVisits"),
    effectiveDate: text(data, "effectiveDate"),
    expirationDate: text(data, "expirationDate"),
  };
}

function record(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotUnderstood(name);
  return value as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "") throw new NotUnderstood(name);
  return value;
}

function whole(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new NotUnderstood(name);
  return value;
}
