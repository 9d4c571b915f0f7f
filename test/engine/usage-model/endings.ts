import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "vitest";
import type { AuditEntry } from "../../../domain/audit.ts";
import { readAuthorization } from "../../../functions/authorizations/read-authorization.ts";
import { readLedger } from "../../../functions/authorizations/read-ledger.ts";
import { readClientRecord } from "../../../store/client-record.ts";
import { readRowFacts } from "../../../store/history.ts";
import { clientAuditKey } from "../../../store/keys.ts";
import { accepted } from "../handlers-in-process.ts";
import { expectedRow, rowShown } from "./expected-row.ts";
import type { Running } from "./steps.ts";

/** What is kept of every authorization, discontinued ones included: its row, its ledger and its audit say the same. */
export async function expectKept(running: Running): Promise<void> {
  const { model, client } = running;
  const { services, clientId } = client;
  const record = await readClientRecord(services.table, clientId);
  const audit = await auditOf(running);
  for (const authorization of model.authorizations.values()) {
    const path = { clientId, authorizationId: authorization.id };
    const expected = expectedRow(model, authorization);
    expect(rowShown(await accepted(services, readAuthorization, { path }))).toEqual(expected);
    await expectLedger(running, authorization.id);
    const { authorization: stored } = await readRowFacts(services.table, record, authorization.id);
    expect(replayed(audit, authorization.id), "audit replayed").toEqual(stored);
  }
}

/** Every movement, summed, is the balance: used and scheduled of units and visits. */
async function expectLedger({ model, client }: Running, authorizationId: string): Promise<void> {
  const path = { clientId: client.clientId, authorizationId };
  const { items, balance } = await accepted(client.services, readLedger, { path });
  const total = (quantity: string) =>
    items.reduce((sum: number, movement: Record<string, number>) => sum + (movement[quantity] ?? Number.NaN), 0);
  const { units, visits } = model.usage(authorizationId);
  expect({
    units: { used: total("unitsUsed"), scheduled: total("unitsScheduled") },
    visits: { used: total("visitsUsed"), scheduled: total("visitsScheduled") },
  }).toEqual({ units, visits });
  expect(balance).toMatchObject({ units, visits });
}

/** The client's audit entries, oldest first. */
async function auditOf({ client }: Running): Promise<AuditEntry[]> {
  const { table } = client.services;
  const entries: AuditEntry[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: "#pk = :pk",
        ExpressionAttributeNames: { "#pk": "PK" },
        ExpressionAttributeValues: { ":pk": clientAuditKey(client.clientId, "", "").PK },
        ExclusiveStartKey,
      }),
    );
    entries.push(...((page.Items ?? []) as unknown as AuditEntry[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return entries;
}

/** An authorization as its audit tells it, from nothing on. Each entry's "before" is what the ones before it made. */
function replayed(audit: readonly AuditEntry[], authorizationId: string): Record<string, unknown> {
  const entries = audit.filter(
    ({ subject, subjectId }) => subject === "authorization" && subjectId === authorizationId,
  );
  return entries.reduce<Record<string, unknown>>((state, { before, after }) => {
    for (const [field, value] of Object.entries(before)) expect(state[field], `before: ${field}`).toEqual(value);
    const kept = Object.entries(state).filter(([field]) => !(field in before));
    return { ...Object.fromEntries(kept), ...after };
  }, {});
}
