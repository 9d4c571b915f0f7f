import { describe, expect, it } from "vitest";
import type { Answer } from "../../../scripts/aws/answer.ts";
import type { DeployedAlarm } from "../../../scripts/aws/stack-alarms.ts";
import { judge, watchAlarms } from "../../../scripts/release/alarm-gate.ts";

const hour = 60 * 60 * 1000;
const began = Date.parse("2026-03-16T14:00:00Z");
const longAgo = began - 30 * 24 * hour;
const deployment = { beganAtMillis: began, madeAtMillis: longAgo, accepted: [] };

const alarm = (more: Partial<DeployedAlarm> = {}): DeployedAlarm => ({
  AlarmName: "PriorAuthTracker-oak-AlarmsApiFails1A2B",
  StateValue: "ALARM",
  StateUpdatedTimestamp: "2026-03-16T14:03:00Z",
  TreatMissingData: "notBreaching",
  ...more,
});

describe("an alarm", () => {
  it.each<[string, DeployedAlarm, Partial<typeof deployment>, "since" | "before" | "tolerated" | undefined]>([
    ["that began to ring with the deployment is its doing", alarm(), {}, "since"],
    ["is dated in seconds by older tools", alarm({ StateUpdatedTimestamp: began / 1000 + 180 }), {}, "since"],
    ["that rang before may be mended by it", alarm({ StateUpdatedTimestamp: "2026-03-16T13:00:00Z" }), {}, "before"],
    ["that is quiet stops nothing", alarm({ StateValue: "OK" }), {}, undefined],
    ["that does not know yet stops nothing", alarm({ StateValue: "INSUFFICIENT_DATA" }), {}, undefined],
    [
      "that takes silence for a fault has a day to settle",
      alarm({ TreatMissingData: "breaching" }),
      { madeAtMillis: began - hour },
      "tolerated",
    ],
    ["that takes silence for a fault counts after that day", alarm({ TreatMissingData: "breaching" }), {}, "since"],
    ["that takes no silence for a fault has nothing to settle", alarm(), { madeAtMillis: began - hour }, "since"],
    ["that was accepted may ring", alarm(), { accepted: ["ApiFails"] as never[] }, "tolerated"],
    ["that was not accepted may not", alarm(), { accepted: ["CapsDrift"] as never[] }, "since"],
  ])("%s", (_, each, more, expected) => {
    const verdict = judge([each], { ...deployment, ...more }, began + 5 * 60_000);
    expect(Object.entries(verdict).flatMap(([kind, alarms]) => (alarms.length > 0 ? kind : []))).toEqual(
      expected === undefined ? [] : [expected],
    );
  });
});

/** Watches for ten minutes; each pause takes one. */
async function watch(answers: (minute: number) => Answer<DeployedAlarm[]>) {
  let minute = 0;
  const told: string[] = [];
  const stops = await watchAlarms({
    deployment,
    untilMillis: began + 10 * 60_000,
    alarms: () => answers(minute),
    now: () => began + minute * 60_000,
    pause: async () => {
      minute += 1;
    },
    tell: (line) => told.push(line),
  });
  return { stops, minute, told };
}

describe("the gate", () => {
  it("opens after the whole time of quiet, and not before", async () => {
    expect(await watch(() => ({ body: [] }))).toMatchObject({ stops: [], minute: 10 });
  });

  it("shuts as soon as an alarm begins to ring, and says since when and what it means", async () => {
    const rings = alarm({ AlarmDescription: "Users see errors." });
    const { stops, minute } = await watch((now) => ({ body: now < 3 ? [] : [rings] }));
    expect(minute).toBe(3);
    expect(stops).toEqual([`${rings.AlarmName} rings since 2026-03-16T14:03:00.000Z: Users see errors.`]);
  });

  it("opens when what rang before has ended by then: a release may mend it", async () => {
    const rang = alarm({ StateUpdatedTimestamp: "2026-03-16T13:00:00Z" });
    expect((await watch((now) => ({ body: now < 9 ? [rang] : [] }))).stops).toEqual([]);
    expect((await watch(() => ({ body: [rang] }))).stops).toHaveLength(1);
  });

  it("shuts when alarms can't be read at the end, and bears it in between", async () => {
    const refused = { code: "Throttling", says: "Rate exceeded" } as const;
    expect((await watch((now) => (now === 4 ? refused : { body: [] }))).stops).toEqual([]);
    expect((await watch(() => refused)).stops).toEqual(["Alarms can't be read: Rate exceeded"]);
  });
});
