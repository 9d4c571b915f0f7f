import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { readCommandLine } from "../../local/command-line.ts";
import { listen } from "../../local/gateway/http.ts";
import type { MetricSummary } from "../../local/metrics/metrics.ts";
import { readSampleAgency } from "../../local/sample/sample-agency.ts";
import { eventually, temporaryDirectory } from "./hand-made-stack.ts";

const root = join(import.meta.dirname, "..", "..");
const sampleFile = join(root, "local", "sample", "sample-agency.json");

function start(...flags: string[]): ChildProcess {
  const child = spawn(process.execPath, [join("local", "start.ts"), ...flags], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    // A server that is killed can't clear away its temporary files: they go with the test's.
    env: { ...process.env, TMPDIR: temporaryDirectory() },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** A server that is up, and what it printed. */
async function greeted(...flags: string[]) {
  const server = start("--port", "0", ...flags);
  let printed = "";
  server.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    printed += chunk;
  });
  await eventually(() => printed.includes("Ctrl-C"), "the server is up");
  return { server, printed, baseUrl: /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "" };
}

/** An empty one, with a function that has been called, and the processes that it started. */
async function startedServer(...flags: string[]) {
  const { server, printed, baseUrl } = await greeted("--empty", ...flags);
  expect((await fetch(`${baseUrl}/nowhere`)).status).toBe(404);
  const processes = descendants(server.pid ?? 0);
  // At least the engine, the shell that guards it, and the function.
  expect(processes.length).toBeGreaterThanOrEqual(3);
  return { server, processes, printed, baseUrl };
}

/** The fields of /proc/<pid>/stat after the name: state, parent. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function descendants(ancestor: number): number[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const children = pids.filter((pid) => statOf(pid)[1] === String(ancestor));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** An ended process whose parent didn't ask yet is no longer running. */
function runs(pid: number): boolean {
  const [state] = statOf(pid);
  return state !== undefined && state !== "Z";
}

it("ends with Ctrl-C within two seconds, and leaves no process behind", async () => {
  const { server, processes } = await startedServer();
  const asked = performance.now();
  server.kill("SIGINT");
  const [code] = await once(server, "exit");
  expect(performance.now() - asked).toBeLessThan(2000);
  expect(code).toBe(0);
  await eventually(() => !processes.some(runs), "all its processes have ended");
});

it("leaves no process behind when it is killed", async () => {
  const { server, processes } = await startedServer();
  server.kill("SIGKILL");
  await once(server, "exit");
  await eventually(() => !processes.some(runs), "all its processes have ended");
});

it("can be terminated while it starts", async () => {
  const server = start("--port", "0");
  await eventually(() => descendants(server.pid ?? 0).length > 0, "it has begun to start something");
  const processes = descendants(server.pid ?? 0);
  server.kill("SIGTERM");
  const [code] = await once(server, "exit");
  expect(code).toBe(0);
  await eventually(() => !processes.some(runs), "all its processes have ended");
});

it("prints its addresses, and three lines to try that a shell understands", async () => {
  const { printed, baseUrl } = await startedServer("--today", "2026-03-16");
  expect(printed).toContain("today is 2026-03-16 in America/Chicago");
  expect(printed).toContain(`${baseUrl}/v1`);
  const steps = printed.split("\n").filter((line) => /^(TOKEN=|curl )/.test(line));
  expect(steps).toHaveLength(3);
  const shell = spawn("bash", ["-c", `${steps.join("\n")}\necho "$TOKEN"`], { stdio: ["ignore", "pipe", "inherit"] });
  const answers = (await text(shell.stdout)).trim().split("\n");
  // The table is empty: client and authorization are not there, and the token was taken.
  expect(answers.slice(0, 2).map((answer) => JSON.parse(answer).code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  expect(answers.at(-1)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

it("prints nothing of how it enters the sample, whose services are among its metrics", async () => {
  const { printed, baseUrl } = await greeted();
  expect(printed).toMatch(/^PriorAuthTracker-willow-creek runs here; /);
  const { items } = (await (await fetch(`${baseUrl}/local/metrics`)).json()) as { items: MetricSummary[] };
  const sample = readSampleAgency(sampleFile);
  expect(items.find(({ metricName }) => metricName === "ServicesPosted")?.sum).toBe(sample.services.length);
});

it("says in one sentence what is wrong and what to do, and exits with 2", async () => {
  const taken = createServer();
  const port = await listen(taken as never, 0);
  onTestFinished(() => void taken.close());
  const server = start("--port", String(port));
  const [complaint, [code]] = await Promise.all([text(server.stderr as never), once(server, "exit")]);
  expect([complaint, code]).toEqual([
    `Port ${port} is in use: end whatever uses it, or choose another with --port.\n`,
    2,
  ]);
});

it.each<[string[], RegExp]>([
  [["--port", "http"], /^--port http is no port: give a number from 0 to 65535\.$/],
  [["--port", "65536"], /^--port 65536 is no port/],
  [["--today", "2026-02-30"], /^--today 2026-02-30 is no day: give a real one/],
  [["--today"], /^Option '--today <value>' argument missing: see npm start -- --help\.$/],
  [["--tomorrow"], /^Unknown option '--tomorrow': see npm start -- --help\.$/],
  [["demo"], /^Unexpected argument 'demo'/],
  [["--token-issuer", "https://login.example.org"], /^--token-issuer and --client-id belong together/],
  [["--token-issuer", "login", "--client-id", "pages"], /^--token-issuer login is no address: give one such as https/],
  [["--data-dir="], /^--data-dir is empty/],
  [
    ["--sample", "/nowhere/sample.json"],
    /^The sample \/nowhere\/sample\.json is not there: name a file with --sample, or start with --empty\.$/,
  ],
  [["--sample", root], /^The sample .* can't be read/],
  [["--sample", "x", "--empty"], /^--empty and --sample exclude each other/],
])("refuses %j", (flags, sentence) => {
  expect(() => readCommandLine(flags)).toThrow(sentence);
});

it("refuses a sample that is no JSON", () => {
  const file = join(temporaryDirectory(), "sample.json");
  writeFileSync(file, "{");
  expect(() => readCommandLine(["--sample", file])).toThrow(/is not JSON: mend it/);
});

it("listens on port 3000, in memory, with the demo agency, unless told otherwise", () => {
  expect(readCommandLine([])).toEqual({
    help: false,
    throttled: false,
    port: 3000,
    sample: join(root, "local", "sample", "sample-agency.json"),
  });
  expect(
    readCommandLine(["--empty", "--port", "0", "--today", "2028-02-29", "--data-dir", "/data", "--throttled"]),
  ).toEqual({
    help: false,
    throttled: true,
    port: 0,
    today: "2028-02-29",
    dataDir: "/data",
    sample: null,
  });
});
