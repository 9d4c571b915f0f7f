import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { DriftingAgency } from "./drifting-agency.ts";

const script = join(import.meta.dirname, "..", "..", "scripts", "dead-letters.ts");

let agency: DriftingAgency;
let client: EnteredClient;
beforeAll(async () => {
  const { stack, staff } = await startAgency();
  agency = new DriftingAgency(stack, staff);
  client = await enterClient(staff);
});
afterAll(() => agency?.stack.stop());

const deadLetters = async (...flags: string[]) =>
  (await promisify(execFile)(process.execPath, [script, "--base-url", agency.stack.baseUrl, ...flags])).stdout;

test("A poison event is shown by its ids alone, and comes back when it is redriven while it is poison", async () => {
  const detail = { metadata: { eventId: "poison-1" }, data: { clientId: client.clientId, notes: "Marisol Quintero" } };
  agency.stack.bus.put([
    { Source: "prior-auth-tracker", DetailType: "AuthorizationConfirmed", Detail: JSON.stringify(detail) },
  ]);
  await agency.stack.settled();
  const shown = await deadLetters();
  expect(shown).toContain(`AuthorizationConfirmed, event poison-1, clientId ${client.clientId}`);
  expect(shown).toContain("1 attempt since");
  expect(shown).toContain("VALIDATION_FAILED /detail/metadata/schemaVersion: ");
  expect(shown).not.toContain("Marisol");
  expect(await deadLetters("--redrive")).toContain("1 sent back to their queues.");
  await agency.stack.settled();
  expect(await deadLetters()).toContain("event poison-1");
});

test("What failed for a while is applied once it is redriven", async () => {
  const authorizationId = await enterAuthorization(agency.staff, client, "PA-1");
  const voided = { metadata: { eventId: "void-1" }, data: { clientId: client.clientId, serviceId: "S-1" } };
  agency.stack.bus.put([{ Source: "billing-engine", DetailType: "ServiceVoided", Detail: JSON.stringify(voided) }]);
  await agency.stack.settled();
  const shown = await deadLetters();
  expect(shown).toContain(`ServiceVoided, event void-1, clientId ${client.clientId}, serviceId S-1`);
  expect(shown).toMatch(/5 attempts since \S+: NOT_FOUND: /);

  const service = { activityCode: "INT", serviceDate: "2026-03-01", units: 4 };
  await agency.staff.put(`${client.path}/services/S-1`, service);
  expect((await agency.row(client, authorizationId)).units.used).toBe(4);
  await deadLetters("--redrive");
  await agency.stack.settled();
  expect(await deadLetters()).not.toContain("void-1");
});
