import type { SimulatedAgency } from "./agency.ts";
import type { Expected } from "./expectation.ts";

/**
 * What the billing engine tells of one service of an authorization: rendered, corrected, sometimes back to what it was,
 * voided, rendered after all. The last word counts, in whatever order the words arrive.
 */
export async function tellOfService(agency: SimulatedAgency, expected: Expected, serviceId: string): Promise<void> {
  const { bus, random, time, tally } = agency;
  const { clientId, authorizationId, services } = expected;
  const { activityCode } = expected.approved;
  const words = random.between(1, 4);
  let lastAt = "";
  for (let word = 0; word < words; word++) {
    await time.sleep(random.between(1000, 20_000));
    const isVoided = word > 0 && random.chance(0.4);
    const serviceDate = `2026-06-0${random.between(1, 3)}`;
    // Few values, so that a correction is taken back now and then.
    const units = random.between(1, 2);
    // Now and then by a clock that is ahead: refused, until that moment has come and an operator has redriven it.
    const aheadMillis = random.chance(0.05) ? random.between(10, 40) * 60_000 : 0;
    const occurredAt = new Date(time.nowMillis + aheadMillis).toISOString();
    const metadata = { eventId: `${serviceId}-${word}`, occurredAt };
    const data = isVoided
      ? { clientId, serviceId }
      : { clientId, serviceId, activityCode, serviceDate, units, authorizationId };
    const detailType = isVoided ? "ServiceVoided" : "ServiceRendered";
    bus.take("billing-engine", detailType, JSON.stringify({ metadata, data }), new Date(time.nowMillis));
    tally.add("serviceEvents");
    if (occurredAt < lastAt) continue;
    lastAt = occurredAt;
    if (isVoided) services.delete(serviceId);
    else services.set(serviceId, { serviceDate, units });
  }
}
