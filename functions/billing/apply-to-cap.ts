import { authorizationVersionOf, type Cap, type CapChange, capAfter, stateOf } from "../../domain/cap.ts";
import { CapUpdated } from "../../events/cap-updated.ts";
import { readAwaited } from "../../store/awaited-caps.ts";
import { readCap, storeCap } from "../../store/caps.ts";
import { untilStored } from "../../store/opened-table.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { Services, WithPublisher } from "../runtime/services.ts";
import { occasion, unsentEvent } from "../runtime/unsent-event.ts";
import type { CapEvent, Outcome } from "./billing-event.ts";

/** Makes the cap what the event says, and acknowledges it. */
export async function applyToCap(event: CapEvent, services: Services & WithPublisher): Promise<Outcome> {
  const { metadata, data } = event.detail;
  const { clientId, authorizationId, insuranceId } = data;
  const acknowledgement = await untilStored(services.table, async () => {
    const now = services.now();
    const [previous, awaited] = await Promise.all([
      readCap(services.table, clientId, authorizationId),
      readAwaited(services.table, clientId, authorizationId),
    ]);
    const cap = capAfter(previous, changeIn(event), now.toISOString());
    if (cap === null) return null;
    const unsent = unsentEvent(
      "CapUpdated",
      CapUpdated,
      capUpdatedData(cap, insuranceId),
      occasion(services, now, metadata.traceparent),
    );
    const nowEpochSeconds = Math.floor(now.getTime() / 1000);
    const { eventId } = metadata;
    await storeCap(services.table, { cap, previous, awaited, eventId, acknowledgement: unsent, nowEpochSeconds });
    return unsent;
  });
  if (acknowledgement === null) return "SUPERSEDED";
  services.measure({ CapsWritten: 1, ...waited(event, acknowledgement.occurredAt) });
  await deliver(services, [acknowledgement]);
  return "APPLIED";
}

/** How long a confirmation was SENT before its cap made it ACKNOWLEDGED. */
function waited({ "detail-type": detailType, detail }: CapEvent, storedAt: string) {
  if (detailType !== "AuthorizationConfirmed") return {};
  return { AcknowledgementMillis: Math.max(0, Date.parse(storedAt) - Date.parse(detail.metadata.occurredAt)) };
}

function changeIn(event: CapEvent): CapChange {
  if (event["detail-type"] === "AuthorizationDiscontinued") {
    const { clientId, authorizationId, authorizationVersion } = event.detail.data;
    return { clientId, authorizationId, discontinuedVersion: authorizationVersion };
  }
  const {
    clientId,
    authorizationId,
    authorizationVersion,
    authUnits,
    authVisits,
    confirmedBy: _,
    ...same
  } = event.detail.data;
  const confirmed = {
    ...same,
    version: authorizationVersion,
    unitsCap: authUnits,
    visitsCap: authVisits,
    toldAt: event.detail.metadata.occurredAt,
  };
  return { clientId, authorizationId, confirmed };
}

function capUpdatedData(cap: Cap, insuranceId: string): CapUpdated["data"] {
  return {
    clientId: cap.clientId,
    insuranceId,
    authorizationId: cap.authorizationId,
    authorizationVersion: authorizationVersionOf(cap),
    unitsCap: cap.confirmed?.unitsCap ?? null,
    visitsCap: cap.confirmed?.visitsCap ?? null,
    state: stateOf(cap),
  };
}
