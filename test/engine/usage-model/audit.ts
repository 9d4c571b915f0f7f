import { expect } from "vitest";
import { rebuilt } from "../../../domain/audit.ts";
import { readClientRecord } from "../../../store/client-record.ts";
import { readRowFacts } from "../../../store/history.ts";
import { readService } from "../../../store/services.ts";
import { wholeAudit } from "../audit-read.ts";
import type { Running } from "./running.ts";

/** Without when a service was said last: what the billing engine says once more changes nothing else, and has no entry. */
function content<Fields extends object>(service: Fields | undefined): Fields {
  const { changedAt: _, changedBy: __, version: ___, ...rest } = (service ?? {}) as Record<string, unknown>;
  return rest as Fields;
}

/**
 * The client's chain has no fault, and everything there is can be rebuilt from it: the client, its insurances, its services,
 * void ones too, and its authorizations, discontinued ones too, of which the audit can be read alone.
 */
export async function expectAudit({ model, client }: Running): Promise<void> {
  const { services, clientId } = client;
  const { table } = services;
  const { entries, faults } = await wholeAudit(services, clientId, { limit: 40 });
  expect(faults, "faults of the chain").toEqual([]);
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => entries.length - index));
  const about = (subject: string, id: string) =>
    entries.filter((entry) => entry.subject === subject && entry.subjectId === id).toReversed();
  const told = (subject: string, id: string) => rebuilt(about(subject, id));

  const record = await readClientRecord(table, clientId);
  expect(told("client", clientId)).toEqual(record.client);
  for (const [insuranceId, insurance] of record.insurances) {
    const updatedBy = about("insurance", insuranceId).at(-1)?.by;
    expect({ ...told("insurance", insuranceId), updatedBy }).toEqual(insurance);
  }
  for (const serviceId of model.services.keys()) {
    const changes = about("service", serviceId).map((entry) => ({
      ...entry,
      before: content(entry.before),
      after: content(entry.after),
    }));
    expect(rebuilt(changes)).toEqual(content(await readService(table, clientId, serviceId)));
  }
  for (const authorizationId of model.authorizations.keys()) {
    const { authorization } = await readRowFacts(table, record, authorizationId);
    expect(told("authorization", authorizationId)).toEqual(authorization);
    const alone = await wholeAudit(services, clientId, { authorizationId, limit: 10 });
    expect(alone.faults, "faults of one authorization").toEqual([]);
    expect(rebuilt(alone.entries.toReversed())).toEqual(authorization);
  }
}
