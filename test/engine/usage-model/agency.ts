import { createHash } from "node:crypto";
import { putClient } from "../../../functions/clients/put-client.ts";
import { addClientInsurance } from "../../../functions/insurances/add-client-insurance.ts";
import { putActivityCode } from "../../../functions/setup/put-activity-code.ts";
import { putAuthorizationGroup } from "../../../functions/setup/put-authorization-group.ts";
import { putPayer } from "../../../functions/setup/put-payer.ts";
import { putTrackerSettings } from "../../../functions/setup/put-tracker-settings.ts";
import { readTrackerSettings } from "../../../functions/setup/read-tracker-settings.ts";
import type { UnsentEvent } from "../../../store/outbox.ts";
import { accepted, ask, type TestServices } from "../handlers-in-process.ts";
import { activityCodes, type GroupId, groups, type Policy } from "./setup.ts";

/** What all runs share of the setup. */
export async function enterCatalog(services: TestServices): Promise<void> {
  await accepted(services, putPayer, { path: { payerId: "P1" }, body: { name: "First", priorAuthsRequired: true } });
  for (const activityCode of activityCodes)
    await accepted(services, putActivityCode, {
      path: { activityCode },
      body: { procedureCode: `90${activityCode}`, label: `Service ${activityCode}` },
    });
}

/** Sets what a group has in it. */
export function setGroup(services: TestServices, groupId: GroupId, activityCodes: readonly string[]) {
  const body = { choiceText: `Group ${groupId}`, activityCodes };
  return accepted(services, putAuthorizationGroup, { path: { groupId }, body });
}

export async function setPolicy(services: TestServices, overCapPolicy: Policy): Promise<void> {
  const answer = await ask(services, readTrackerSettings, {});
  if ("refused" in answer) throw new Error(answer.refused);
  const { body: settings, version } = answer as typeof answer & { version: number };
  if (settings.overCapPolicy === overCapPolicy) return;
  await accepted(services, putTrackerSettings, { body: { ...settings, overCapPolicy }, ifMatch: version });
}

/** A client of a run, with two insurances that require prior auths. */
export interface RunClient {
  readonly services: TestServices;
  readonly clientId: string;
  /** By priority. */
  readonly insuranceIds: readonly [string, string];
  readonly insuranceVersions: [number, number];
}

let clients = 0;

/** A new client. Ids made for it come in the same, scattered order in every run, so that a run can be repeated. */
export async function enterRunClient(shared: TestServices, policy: Policy): Promise<RunClient> {
  await setPolicy(shared, policy);
  for (const [groupId, codes] of Object.entries(groups)) await setGroup(shared, groupId as GroupId, codes);
  clients += 1;
  const clientId = `RUN-${clients}`;
  let made = 0;
  const newId = () => `${createHash("sha256").update(String(made++)).digest("hex").slice(0, 12)}-${clientId}`;
  const published: UnsentEvent[] = [];
  const publish = async (events: readonly UnsentEvent[]) => {
    published.push(...events);
    return [...events];
  };
  const services = { ...shared, newId, published, publish };
  const path = { clientId };
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await accepted(services, putClient, { path, body: person });
  const insuranceIds: string[] = [];
  for (const priority of [1, 2]) {
    const body = { priority, payerId: "P1", subscriberNumber: `S-${priority}` };
    insuranceIds.push((await accepted(services, addClientInsurance, { path, body })).insuranceId);
  }
  return { services, clientId, insuranceIds: insuranceIds as [string, string], insuranceVersions: [1, 1] };
}
