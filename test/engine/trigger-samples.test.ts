import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { deployedFunctions, httpFunctions } from "../../lib/deployed-functions.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";

const root = join(import.meta.dirname, "..", "..");
const directory = join(root, "events", "triggers");

/** `<function>.<trigger>.json`: what the Lambda console takes as a test event. */
const samples = readdirSync(directory).map((file) => {
  const [name = "", trigger = ""] = file.split(".");
  return { file, name, trigger, event: JSON.parse(readFileSync(join(directory, file), "utf8")) };
});

let stack: LocalStack;
beforeAll(async () => {
  const file = join(root, "local", "sample", "sample-agency.json");
  const loadSample = (loaded: LocalStack) => loadDemoAgency(loaded, { file, shiftDays: false });
  stack = await startLocalStack({
    port: 0,
    assembly: inject("assembly"),
    runsSchedules: false,
    today: "2026-03-16",
    loadSample,
  });
});
afterAll(() => stack.stop());

async function answered(file: string) {
  const sample = samples.find((each) => each.file === file);
  if (sample === undefined) throw new Error(`There is no events/triggers/${file}.`);
  const result = (await stack.functions.invoke(sample.name, sample.event)) as { statusCode?: number; body?: string };
  return { ...result, ...(result.body !== undefined && { body: JSON.parse(result.body) }) };
}

describe("a sample per Lambda trigger, usable in the Lambda console", () => {
  it("is there for HTTP, the queue and the schedule, each of a function that is deployed", () => {
    expect(new Set(samples.map(({ trigger }) => trigger))).toEqual(new Set(["http", "queue", "schedule"]));
    for (const { name, trigger } of samples) {
      expect(deployedFunctions).toContain(name);
      expect(httpFunctions.includes(name)).toBe(trigger === "http");
    }
  });

  it("a read", async () => {
    const { statusCode, body } = await answered("tracker.http.json");
    expect([statusCode, body.context, body.authorizations.length]).toEqual([200, "NOTE", 2]);
  });

  it("something new, once however often it is run", async () => {
    const [first, second] = [await answered("authorizations.http.json"), await answered("authorizations.http.json")];
    expect(first).toMatchObject({ statusCode: 201, body: { authorizationNumber: "Pending", clientId: "C1001" } });
    expect(second.body).toEqual(first.body);
  });

  it("a confirm, with the version that was read", async () => {
    const reply = await answered("confirm.http.json");
    expect(reply).toMatchObject({ statusCode: 200, body: { authorizationId: "A3012", confirmedMark: "C" } });
  });

  it("a path that nobody knows", async () => {
    expect(await answered("contract.http.json")).toMatchObject({ statusCode: 404, body: { code: "NOT_FOUND" } });
  });

  it("a batch of which one message fails, and only that one comes again", async () => {
    const [{ event } = { event: undefined }] = samples.filter(({ trigger }) => trigger === "queue");
    const bodies = event.Records.map(({ body }: { body: string }) => JSON.parse(body)["detail-type"]);
    expect(bodies).toEqual(["AuthorizationConfirmed", "ServiceRendered", "ServiceVoided"]);
    const failed = [{ itemIdentifier: event.Records[2].messageId }];
    expect(await answered("billing.queue.json")).toEqual({ batchItemFailures: failed });
  });

  it("a run of a job", async () => {
    const result = await stack.functions.invoke("resend", samples.find(({ name }) => name === "resend")?.event);
    expect(result).toEqual(await stack.runJob("resend"));
  });
});
