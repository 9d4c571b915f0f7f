import { expect, vi } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { copyPartition, copyResultPrefix } from "../../store/keys.ts";
import { queryAll } from "../../store/opened-table.ts";
import { eventually, type User } from "../e2e/agency.ts";
import { answered } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";
import { enterClients } from "./many-clients.ts";

const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
const procedure = { activityCode: "INT" };

/**
 * Copies an authorization to that many clients, kills the worker three times while it is at it, and expects that in the
 * end each of them has exactly one copy, and the counts are right.
 */
export async function expectOneCopyEach(stack: LocalStack, staff: User, howMany: number): Promise<void> {
  // The handlers that enter clients log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const services = servicesOn(stack);
  const clientIds = await enterClients(services, "P1", howMany);
  const [sourceClientId = ""] = clientIds;
  const client = `/v1/clients/${sourceClientId}`;
  const [{ insuranceId }] = answered(await staff.get(`${client}/insurances`)).items;
  const source = { insuranceId, authorizationNumber: "PA-1", procedure, authUnits: 40, notes: "called", ...dates };
  const { authorizationId } = answered(await staff.post(`${client}/authorizations`, source));

  const copy = { sourceClientId, sourceAuthorizationId: authorizationId, payerId: "P1", target: { type: "ALL" } };
  const { copyId } = answered(await staff.post("/v1/authorization-copies", copy));
  const path = `/v1/authorization-copies/${copyId}`;
  const results = async () => {
    const items = await queryAll(services.table, {
      KeyConditionExpression: "PK = :pk AND begins_with(SK, :target)",
      ExpressionAttributeValues: { ":pk": copyPartition(copyId), ":target": copyResultPrefix },
      ProjectionExpression: "clientId",
    });
    return items.length;
  };
  let counted = { created: 0, skipped: 0 };
  for (let kill = 1; kill <= 3; kill++) {
    const enough = (howMany * kill) / 5;
    await eventually(results, (now) => now > enough, { everyMillis: 2, deadlineMillis: 600_000 });
    expect(stack.functions.kill("copy-targets"), "a process was at it").toBeGreaterThan(0);
    const progress = answered(await staff.get(path));
    expect(progress, "killed in the middle").toMatchObject({ state: "RUNNING" });
    expect(await results()).toBeLessThan(howMany);
    expect(progress.created).toBeGreaterThanOrEqual(counted.created);
    expect(progress.skipped).toBeGreaterThanOrEqual(counted.skipped);
    counted = progress;
  }
  await stack.settled();

  expect(stack.queues.deadLetters()).toEqual([]);
  expect(answered(await staff.get(path))).toMatchObject({
    state: "DONE",
    created: howMany - 1,
    skipped: 1,
    total: howMany,
  });
  const told = await allResults(staff, path);
  expect(told.map((result) => result.clientId)).toEqual([...clientIds].sort());
  for (const result of told) {
    const { authorizations } = await readClientRecord(services.table, result.clientId);
    const [only, ...more] = authorizations.values();
    expect(more).toEqual([]);
    if (result.clientId === sourceClientId) {
      expect(result).toEqual({ clientId: sourceClientId, outcome: "SKIPPED", reason: "DUPLICATE" });
      expect(only?.authorizationId).toBe(authorizationId);
      continue;
    }
    expect(result).toEqual({ clientId: result.clientId, outcome: "CREATED", authorizationId: only?.authorizationId });
    const { insuranceId: _, notes: __, ...copied } = source;
    expect(only).toMatchObject({ ...copied, authorizationNumber: "Pending", createdBy: "staff", version: 1 });
    expect(only).not.toHaveProperty("notes");
    expect(only).not.toHaveProperty("confirmation");
  }
}

interface Result {
  readonly clientId: string;
}

async function allResults(staff: User, path: string): Promise<Result[]> {
  const results: Result[] = [];
  let cursor = "";
  do {
    const page = answered(await staff.get(`${path}?limit=100${cursor}`));
    results.push(...page.items);
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  return results;
}
