import { expect, it, onTestFinished } from "vitest";
import type { DayShift } from "../../../local/clock.ts";
import { shiftToDay } from "../../../local/day-shift.ts";
import type { FunctionDefinition } from "../../../local/functions/function-definition.ts";
import { FunctionHost } from "../../../local/functions/function-host.ts";
import type { FunctionLog } from "../../../local/functions/function-instance.ts";
import { readAssembly } from "../../../local/template/assembly.ts";
import { assemblyOf, eventually } from "../hand-made-stack.ts";

interface HostOptions extends Partial<FunctionDefinition> {
  readonly dayShift?: DayShift;
  readonly log?: FunctionLog;
}

/** Runs one function, written in the test, until the test is over. */
function host(code: string, { dayShift, log = () => {}, ...definition }: HostOptions = {}): FunctionHost {
  const { assetDirectories } = readAssembly(assemblyOf({ functions: { work: { code } } }));
  const made = new FunctionHost(
    [
      {
        name: "work",
        arn: "arn:aws:lambda:eu-central-1:000000000000:function:work",
        aliasArns: [],
        directory: assetDirectories.get("work.zip") ?? "",
        handler: "index.handler",
        timeoutMillis: 5000,
        mostInstances: 2,
        environment: { AWS_LAMBDA_FUNCTION_NAME: "work", COLOUR: "blue" },
        ...definition,
      },
    ],
    dayShift,
    log,
  );
  onTestFinished(() => made.stop());
  return made;
}

it("answers what the function returns, by way of JSON", async () => {
  const work = host("exports.handler = async (event) => ({ got: event, at: new Date(0), none: undefined })");
  expect(await work.invoke("work", { a: [1] })).toEqual({ got: { a: [1] }, at: "1970-01-01T00:00:00.000Z" });
});

it("tells the function its name, its call and the time that is left", async () => {
  const work = host(
    `exports.handler = async (event, context) =>
      ({ name: context.functionName, id: context.awsRequestId, left: context.getRemainingTimeInMillis() })`,
  );
  const told = (await work.invoke("work", {})) as { name: string; id: string; left: number };
  expect(told).toMatchObject({ name: "work", id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(told.left).toBeGreaterThan(4000);
  expect(told.left).toBeLessThanOrEqual(5000);
});

it("hands on no environment but the function's own and PATH", async () => {
  process.env["SECRET_OF_THE_SERVER"] = "x";
  onTestFinished(() => {
    delete process.env["SECRET_OF_THE_SERVER"];
  });
  const work = host("exports.handler = async () => Object.keys(process.env).sort()");
  expect(await work.invoke("work", {})).toEqual(["AWS_LAMBDA_FUNCTION_NAME", "COLOUR", "PATH"]);
});

it("stays warm: the next call finds the process as the last one left it", async () => {
  const work = host("let calls = 0; exports.handler = async () => [process.pid, ++calls]");
  const [pid] = (await work.invoke("work", {})) as [number, number];
  expect(await work.invoke("work", {})).toEqual([pid, 2]);
  expect(work.pids()).toEqual([pid]);
});

it("runs one call at a time in a process, in no more processes than allowed, and lets the others wait", async () => {
  const work = host(
    `let inHand = 0;
    exports.handler = async () => {
      const most = ++inHand;
      await new Promise((resolve) => setTimeout(resolve, 20));
      inHand--;
      return { pid: process.pid, most };
    }`,
  );
  const calls = await Promise.all(Array.from({ length: 6 }, () => work.invoke("work", {})));
  const seen = calls as { pid: number; most: number }[];
  expect(new Set(seen.map(({ pid }) => pid)).size).toBe(2);
  expect(seen.map(({ most }) => most)).toEqual([1, 1, 1, 1, 1, 1]);
});

it("ends a call that takes too long, with its process, and begins anew", async () => {
  const work = host(
    `exports.handler = async ({ hang }) => hang ? new Promise(() => setInterval(() => {}, 1000)) : process.pid`,
    { timeoutMillis: 200 },
  );
  const before = await work.invoke("work", {});
  await expect(work.invoke("work", { hang: true })).rejects.toMatchObject({
    reason: "timed-out",
    message: "work timed out after 0.20 seconds",
  });
  expect(await work.invoke("work", {})).not.toBe(before);
});

it("ends a call that never lets go of the processor", async () => {
  const work = host("exports.handler = async () => { for (;;); }", { timeoutMillis: 200 });
  await expect(work.invoke("work", {})).rejects.toMatchObject({ reason: "timed-out" });
});

it("fails the call of a process that is killed, and starts another for the next", async () => {
  const lines: string[] = [];
  const work = host(
    `exports.handler = async ({ hang }) => {
      if (!hang) return "well";
      console.log("hanging");
      return new Promise(() => setInterval(() => {}, 1000));
    }`,
    { log: (_, line) => lines.push(line) },
  );
  const hanging = work.invoke("work", { hang: true });
  expect(work.working("work"), "while the process is being started").toBe(0);
  await eventually(() => lines.length === 1, "the function hangs");
  expect(work.working("work")).toBe(1);
  expect(work.kill("work")).toBe(1);
  expect(work.working("work")).toBe(0);
  await expect(hanging).rejects.toMatchObject({ reason: "ended", message: expect.stringContaining("SIGKILL") });
  expect(work.kill("work")).toBe(0);
  expect(await work.invoke("work", {})).toBe("well");
  expect(work.working("work")).toBe(0);
});

it("passes on what the function throws", async () => {
  const work = host(`exports.handler = async () => { throw new RangeError("too much"); }`);
  await expect(work.invoke("work", {})).rejects.toMatchObject({ reason: "threw", message: "RangeError: too much" });
});

it("fails a call whose process exits", async () => {
  const work = host("exports.handler = async () => process.exit(7)");
  await expect(work.invoke("work", {})).rejects.toMatchObject({
    reason: "ended",
    message: expect.stringContaining("exit code 7"),
  });
});

it("fails a call whose answer is no JSON", async () => {
  const work = host("exports.handler = async () => 1n");
  await expect(work.invoke("work", {})).rejects.toMatchObject({ reason: "threw" });
});

it("says why a function can't be loaded", async () => {
  const work = host(`throw new Error("no TABLE_NAME");`);
  await expect(work.invoke("work", {})).rejects.toMatchObject({
    reason: "ended",
    message: "work can't be loaded: Error: no TABLE_NAME",
  });
});

it("says so when the bundle exports no handler", async () => {
  const work = host("exports.other = 1");
  await expect(work.invoke("work", {})).rejects.toThrow(/index\.handler is not a function/);
});

it("passes on what the function prints, line by line", async () => {
  const lines: string[] = [];
  const work = host(`exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); }`, {
    log: (name, line) => lines.push(`[${name}] ${line}`),
  });
  await work.invoke("work", {});
  await eventually(() => lines.length === 3, "three lines were printed");
  expect(lines.sort()).toEqual(["[work] one", "[work] three", "[work] two"]);
});

it("lets the function believe in the fixed day, however it asks for the time", async () => {
  const dayShift = shiftToDay("2026-03-16", "UTC", Date.now());
  const work = host(
    `class Later extends Date { more() { return this.getTime(); } }
    exports.handler = async () => {
      const day = new Intl.DateTimeFormat("en-CA", { timeZone: "UTC" });
      return {
        days: [new Date(), new Date(Date.now()), new Later(), new (new Date().constructor)()].map((date) => date.toISOString().slice(0, 10)),
        text: Date(),
        formatted: day.format(),
        parts: day.formatToParts().map(({ value }) => value).join(""),
        other: [new Date(0).toISOString(), day.format(new Date(0)), Date.UTC(2026, 0, 1), new Date("2026-01-01") instanceof Date, new Later().more() > 0],
      };
    }`,
    { dayShift, environment: { TZ: "UTC" } },
  );
  expect(await work.invoke("work", {})).toEqual({
    days: ["2026-03-16", "2026-03-16", "2026-03-16", "2026-03-16"],
    text: expect.stringContaining("Mar 16 2026"),
    formatted: "2026-03-16",
    parts: "2026-03-16",
    other: ["1970-01-01T00:00:00.000Z", "1970-01-01", 1767225600000, true, true],
  });
});
