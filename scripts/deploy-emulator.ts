/**
 * Deploys config/agencies/emulator.json into an AWS emulator by the CDK command line, as it would be deployed on AWS:
 * `npm run deploy:emulator`. Without AWS_ENDPOINT_URL it starts ministack, from PyPI, in the background and leaves it running;
 * `-- --stop` ends it. Deployed again, it updates. Exits with 3 when there is no emulator to be had here.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { pythonEnvironment } from "./python-environment.ts";

const root = join(import.meta.dirname, "..");
const stateDirectory = join(root, "build", "emulator");
const pidFile = join(stateDirectory, "pid");
const agency = "emulator";
const account = "000000000000";
const region = "us-east-1";
const ownPort = 4566;

const { values } = parseArgs({ options: { stop: { type: "boolean", default: false } } });
const endpoint = process.env["AWS_ENDPOINT_URL"] ?? `http://127.0.0.1:${ownPort}`;
const environment = {
  ...process.env,
  // The emulator runs functions by the `node` that it finds.
  PATH: [dirname(process.execPath), join(root, "node_modules", ".bin"), process.env["PATH"]].join(delimiter),
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: region,
};

async function deployed(): Promise<number> {
  if (!(await answers()) && process.env["AWS_ENDPOINT_URL"] === undefined && !(await started())) return 3;
  if (!(await answers())) {
    console.error(`No emulator answers at ${endpoint}.`);
    return 3;
  }
  const status =
    cdk("bootstrap", `aws://${account}/${region}`, "-c", `agency=${agency}`) ||
    cdk("deploy", "--all", "--require-approval", "never", "--progress", "events", "-c", `agency=${agency}`);
  console.log(status === 0 ? toGoOn : failed);
  return status;
}

const toGoOn = `
Deployed into the emulator at ${endpoint}. To go on:
  export AWS_ENDPOINT_URL=${endpoint} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=${region}
  npm run test:e2e -- --agency ${agency}
  npm run deploy:emulator -- --stop`;

const failed = `
Not deployed. A stack whose first deployment failed can't be replaced: curl -X POST ${endpoint}/_ministack/reset, then try again.`;

function cdk(...commandArguments: string[]): number {
  return (
    spawnSync(process.execPath, [join(root, "node_modules", "aws-cdk", "bin", "cdk"), ...commandArguments], {
      cwd: root,
      env: environment,
      stdio: "inherit",
    }).status ?? 1
  );
}

/** Starts ministack in the background; its log is build/emulator/log. */
async function started(): Promise<boolean> {
  const programs = pythonEnvironment("ministack");
  if (programs === undefined) return false;
  mkdirSync(stateDirectory, { recursive: true });
  const log = openSync(join(stateDirectory, "log"), "w");
  const emulator = spawn(join(programs, "ministack"), [], {
    env: { ...environment, GATEWAY_PORT: String(ownPort) },
    detached: true,
    stdio: ["ignore", log, log],
  });
  writeFileSync(pidFile, String(emulator.pid));
  emulator.unref();
  for (let attempt = 0; attempt < 240; attempt += 1) {
    if (await answers()) return true;
    await setTimeout(250);
  }
  console.error("The emulator did not start: see build/emulator/log.");
  return false;
}

async function answers(): Promise<boolean> {
  return fetch(`${endpoint}/_ministack/health`).then(
    () => true,
    () => false,
  );
}

function stop(): void {
  try {
    // Its functions run in processes of its group.
    process.kill(-Number(readFileSync(pidFile, "utf8")));
    console.log("The emulator is stopped.");
  } catch {
    console.log("No emulator of ours was running.");
  }
  rmSync(pidFile, { force: true });
}

if (values.stop) stop();
else process.exitCode = await deployed();
