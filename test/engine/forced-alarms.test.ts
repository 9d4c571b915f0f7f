import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { queueNames, queueTable, titled } from "../../lib/messaging/queue-table.ts";
import { localCredentials } from "../../local/database/tables.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { authorizationKey, clientAuditKey, clientKey, type Key } from "../../store/keys.ts";
import { saveReconcilePass } from "../../store/reconcile-pass.ts";
import { type User, withToken } from "../e2e/agency.ts";
import { takeLoggedLines } from "../functions/logged-lines.ts";
import {
  answered,
  type EnteredClient,
  enterAuthorization,
  enterClient,
  enterEnding,
  startAgency,
} from "./agency-on-engine.ts";
import { DriftingAgency } from "./drifting-agency.ts";
import { accepted, servicesOn } from "./handlers-in-process.ts";
import { notForcedHere, onlyElsewhere } from "./not-forced-alarms.ts";

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
let agency: DriftingAgency;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
  client = await enterClient(staff);
  agency = new DriftingAgency(stack, staff);
  // All has been well until now.
  for (const job of stack.jobs) await stack.runJob(job);
});
afterEach(() => {
  vi.restoreAllMocks();
  stack.bus.onPutEvents(undefined);
  stack.bus.onDelivery(undefined);
  stack.onJobStart(undefined);
});
afterAll(() => stack?.stop());

const refusal = { ErrorCode: "NO_PERMISSIONS", ErrorMessage: "The policy of the queue does not allow it." };
const minutesOn = (minutes: number) => new Date(stack.now().getTime() + minutes * 60_000);
const detailOf = (data: object) =>
  JSON.stringify({
    metadata: { eventId: "forced", schemaVersion: 1, occurredAt: stack.now().toISOString(), agencyId: "x" },
    data,
  });

/** Spoils an item as no function would, so that whoever reads it fails; answers how to put it right. */
async function spoiled(at: Key): Promise<() => Promise<unknown>> {
  const { client: dynamo, name: TableName } = agency.table;
  const { Item } = await dynamo.send(new GetCommand({ TableName, Key: { ...at } }));
  await dynamo.send(new PutCommand({ TableName, Item: { ...Item, version: "none" } }));
  return () => dynamo.send(new PutCommand({ TableName, Item }));
}

/**
 * Brings about what an alarm is there for. Answers when to look, if that is later: what is counted by the minute or the hour
 * rings when it has lasted.
 */
type Cause = () => Promise<Date | undefined>;

/** A function that ends in the middle of a call, like one that runs out of memory. */
const breaksOff =
  (name: string): Cause =>
  async () => {
    const call = stack.functions.invoke(name, {});
    stack.functions.kill(name);
    await expect(call).rejects.toThrow();
    return undefined;
  };

const eventCauses: Readonly<Record<string, Cause>> = {
  ...Object.fromEntries(
    queueNames.flatMap((name) => {
      const { source, detailTypes, lateAfterSeconds } = queueTable[name];
      const putHopeless = () =>
        stack.bus.put([{ Source: source, DetailType: detailTypes[0], Detail: detailOf({ copyId: "none", lap: 1 }) }]);
      const deadLetters: Cause = async () => {
        putHopeless();
        await stack.settled();
        return undefined;
      };
      const behind: Cause = async () => {
        await stack.settled();
        putHopeless();
        // As it stands now, with nothing done about it.
        return minutesOn(lateAfterSeconds / 60 + 3);
      };
      return [
        [`${titled(name)}DeadLetters`, deadLetters],
        [`${titled(name)}Behind`, behind],
      ];
    }),
  ),
  UndeliveredEvents: async () => {
    stack.bus.onDelivery(() => refusal);
    const authorizationId = await enterAuthorization(staff, client, "FORCED-1");
    await agency.confirm(client, authorizationId, 1);
    return undefined;
  },
  UndeliveredJobs: async () => {
    stack.onJobStart(() => "AccessDeniedException");
    await expect(stack.runJob("resend")).rejects.toThrow("could not be started");
    return undefined;
  },
  UnsentEvents: async () => {
    const authorizationId = await enterAuthorization(staff, client, "FORCED-2");
    const sixMinutesAgo = () => minutesOn(-6);
    takeLoggedLines();
    await accepted({ ...servicesOn(stack), now: sixMinutesAgo, publish: async () => [] }, confirmAuthorization, {
      path: { clientId: client.clientId, authorizationId },
      ifMatch: 1,
    });
    stack.bus.onPutEvents((entries) => entries.map(() => refusal));
    await stack.runJob("resend");
    return minutesOn(4);
  },
};

const readerCauses: Readonly<Record<string, Cause>> = {
  ManyClientsRead: async () => {
    const line = {
      event: "request",
      time: stack.now().toISOString(),
      userId: "curious",
      operationId: "searchClients",
      status: 200,
      clientIds: Array.from({ length: 301 }, (_, index) => `CL-${index}`),
    };
    stack.functions.takeLine("clients", JSON.stringify(line));
    await stack.settled();
    return undefined;
  },
};

const apiCauses: Readonly<Record<string, Cause>> = {
  ApiFails: async () => {
    const { clientId, path } = await enterClient(staff);
    const mend = await spoiled(clientKey(clientId));
    for (let call = 0; call < 3; call++) expect((await staff.get(path)).status).toBe(500);
    await mend();
    return undefined;
  },
  ApiSlow: async () => {
    const begun = stack.now();
    const pids = stack.functions.pids();
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    const reply = staff.get(client.path);
    // The threshold itself, which is real time: nothing can be waited for instead.
    await pause(3100);
    for (const pid of pids) process.kill(pid, "SIGCONT");
    expect((await reply).status).toBe(200);
    // A quarter of an hour in which there was nothing but this call.
    return new Date(begun.getTime() + 15 * 60_000);
  },
};

/** At once: counted in the access log, into which the gateway writes its own refusals as well. */
const refusalCauses: Readonly<Record<string, Cause>> = {
  UnauthenticatedBurst: async () => {
    await Promise.all(Array.from({ length: 301 }, () => fetch(`${stack.baseUrl}${client.path}`)));
    return undefined;
  },
  ForbiddenBurst: async () => {
    const nobody = withToken(await stack.issueToken({ userId: "nobody", permissions: [] }), stack.baseUrl);
    await Promise.all(Array.from({ length: 31 }, () => nobody.put(client.path, {})));
    return undefined;
  },
};

const recordCauses: Readonly<Record<string, Cause>> = {
  UnreadableItems: async () => {
    const authorizationId = await enterAuthorization(staff, client, "FORCED-4");
    const mend = await spoiled(authorizationKey(client.clientId, authorizationId));
    answered(await staff.get(`${client.path}/authorization-tracker`));
    await mend();
    return undefined;
  },
};

/** After the functions' own: what these break makes jobs fail. */
const jobCauses: Readonly<Record<string, Cause>> = {
  CapsDrift: async () => {
    const authorizationId = await agency.confirmed(client, "FORCED-3");
    await agency.alterCap(client, authorizationId, 7);
    await stack.runJob("reconcile", { again: true });
    return undefined;
  },
  CapsNotReconciled: async () => {
    const completedAt = minutesOn(-26 * 60).toISOString();
    await saveReconcilePass(agency.table, { day: stack.today(), startedAt: completedAt, completedAt });
    await stack.runJob("reconcile");
    return minutesOn(2 * 60);
  },
  AuditFaults: async () => {
    const { client: dynamo, name: TableName } = agency.table;
    await dynamo.send(new DeleteCommand({ TableName, Key: { ...clientAuditKey(client.clientId, 2) } }));
    await stack.runJob("anchor", { again: true });
    return undefined;
  },
  AuditsNotAnchored: async () => {
    const { ANCHOR_BUCKET = "", AWS_ENDPOINT_URL_S3: endpoint = "" } = stack.environmentOf("anchor");
    const s3 = new S3Client({ endpoint, region: "us-east-1", credentials: localCredentials, forcePathStyle: true });
    const at = minutesOn(-26 * 60).toISOString();
    const text = JSON.stringify({ at, portions: 0, clients: 0, faults: 0 });
    // The newest of today.
    const Key = `complete/${stack.today()}.Z`;
    await s3.send(new PutObjectCommand({ Bucket: ANCHOR_BUCKET, Key, Body: text, IfNoneMatch: "*" }));
    await stack.runJob("anchor");
    return minutesOn(2 * 60);
  },
  AlertsLate: async () => {
    await spoiled(authorizationKey(client.clientId, await enterEnding(staff, client)));
    await expect(stack.runJob("remind")).rejects.toThrow("could not be given");
    return minutesOn(26 * 60);
  },
};

/** By the name of the alarm, in the order in which none is disturbed by those before. */
const causesOf = (functionNames: readonly string[]): Readonly<Record<string, Cause>> => ({
  ...eventCauses,
  // Before those of the API, which spoil an item too.
  ...recordCauses,
  ...readerCauses,
  // Before the API fails, which it does by what can't be read.
  ...recordCauses,
  ...apiCauses,
  ...refusalCauses,
  ...Object.fromEntries(functionNames.map((name) => [`Errors-${name}`, breaksOff(name)])),
  ...jobCauses,
});

const found = (name: string, at?: Date) => {
  const alarm = stack.alarms(at).find((each) => each.name === name);
  if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
  const { metric } = alarm;
  const latest = stack.metrics().find((each) => keyOf(each) === keyOf(metric))?.latest;
  return { ...alarm, latest };
};
const keyOf = ({ namespace, metricName, dimensions }: { namespace: string; metricName: string; dimensions: object }) =>
  JSON.stringify([namespace, metricName, Object.entries(dimensions).sort()]);

test("Forcing an alarm's cause moves the metric that it watches over its threshold, for every alarm of the template", async () => {
  const causes = causesOf(stack.functions.names);
  const names = stack.alarms().map(({ name }) => name);
  // A new alarm needs a cause here, or a reason why there is none.
  expect([...Object.keys(causes), ...Object.keys(notForcedHere)].sort()).toEqual(names.toSorted());
  for (const [name, force] of Object.entries(causes)) {
    expect(found(name).state, `${name} before`).toBe("OK");
    const at = await force();
    const { state, value, latest = 0, threshold } = found(name, at);
    expect(state, name).toBe("ALARM");
    expect(Math.max(value ?? 0, latest), name).toBeGreaterThan(threshold);
    stack.bus.onPutEvents(undefined);
    stack.bus.onDelivery(undefined);
    stack.onJobStart(undefined);
  }
});

test("GET /local/alarms and /local/metrics tell the same", async () => {
  const read = async (path: string) => answered(await staff.get(path)).items;
  const drift = (items: { name: string }[]) => items.find(({ name }) => name === "CapsDrift");
  expect(drift(await read("/local/alarms"))).toMatchObject({ state: "ALARM", threshold: 0 });
  const metrics: { metricName: string }[] = await read("/local/metrics");
  expect(metrics.map(({ metricName }) => metricName)).toEqual(expect.arrayContaining(["CapsDrift", "Errors", "5xx"]));
});

test("What never arrived is among the dead letters, and a redrive delivers it", async () => {
  const undelivered = () => stack.queues.deadLetters().filter(({ error }) => error === refusal.ErrorCode);
  const events = () => undelivered().filter(({ queue }) => queue === "Events/Undelivered");
  expect(events()).toHaveLength(1);
  stack.queues.redrive();
  await stack.settled();
  expect(events()).toEqual([]);
});

test("What can't be forced here is named in the runbook, with the reason", () => {
  const text = readFileSync("docs/runbook.md", "utf8").split("## Trying alarms")[1]?.split("\n## ")[0] ?? "";
  for (const name of Object.keys({ ...notForcedHere, ...onlyElsewhere })) expect(text).toContain(name);
});
