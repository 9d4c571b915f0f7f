/**
 * Tries the API with Schemathesis: a local server of its own on a free port, with the sample on a fixed day, a token with all
 * permissions, every check, and links followed from what was made. Schemathesis comes from PyPI into a virtual environment
 * below build/, at the versions in tools/schemathesis/requirements.txt. The last line says what was tried. Where there is no
 * Python, or PyPI is out of reach, it says so, and fails only with `--require`. Everything else on the command line is for
 * Schemathesis: `-- --seed 7`.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Permission } from "../domain/permission.ts";
import { pythonEnvironment } from "./python-environment.ts";

const root = join(import.meta.dirname, "..");
const tools = join(root, "tools", "schemathesis");

/** What `npm run test:schemathesis` has to try at least; how many it becomes follows from the document. */
const leastCases = 10_000;
/** For each operation, in the phase that generates requests. */
const examplesPerOperation = "130";

const required = process.argv.includes("--require");
const more = process.argv.slice(2).filter((argument) => argument !== "--require");

const programs = pythonEnvironment("schemathesis");
if (programs === undefined) {
  console.log("The API was not tried with Schemathesis.");
  process.exitCode = required ? 1 : 0;
} else {
  process.exitCode = await tried(programs);
}

async function tried(bin: string): Promise<number> {
  const server = spawn(process.execPath, [join(root, "local", "start.ts"), "--port", "0", "--today", "2026-03-16"], {
    cwd: root,
    // Its log of every request goes nowhere; what broke the contract is an answer 500, which Schemathesis reports.
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const baseUrl = await addressOf(server);
    const report = join(root, "build", "schemathesis.json");
    const { status } = spawnSync(
      join(bin, "schemathesis"),
      [
        ...["--config-file", join(tools, "schemathesis.toml")],
        ...["run", join(root, "docs", "contracts", "openapi.json"), "--url", baseUrl],
        ...["--header", `Authorization: Bearer ${await tokenFrom(baseUrl)}`],
        ...["--checks", "all", "--max-examples", examplesPerOperation, "--no-color"],
        ...["--report", "json", "--report-json-path", report],
        ...more,
      ],
      { cwd: join(root, "build"), stdio: "inherit" },
    );
    return status === 0 ? judged(report) : 1;
  } finally {
    server.kill();
  }
}

/** A run that tried too little shows nothing. */
function judged(report: string): number {
  const { test_cases: cases } = JSON.parse(readFileSync(report, "utf8"));
  const { generated, unique_failures: failures } = cases;
  console.log(
    `${generated} requests, ${failures} failures${generated < leastCases ? `; ${leastCases} are wanted` : ""}`,
  );
  return generated >= leastCases ? 0 : 1;
}

/** The server's address, once it is ready and says it. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      const [, address] = /^ *API +(http:\/\/\S+)\/v1$/m.exec(said) ?? [];
      if (address !== undefined) {
        resolve(address);
      }
    });
    server.once("exit", (code) => reject(new Error(`The local server ended with ${code} before it was ready.`)));
  });
}

async function tokenFrom(baseUrl: string): Promise<string> {
  const response = await fetch(`${baseUrl}/local/token`, {
    method: "POST",
    body: JSON.stringify({ userId: "schemathesis", permissions: Permission.options }),
  });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return token;
}
