import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a command takes from a file: its whole input as JSON, or the bytes of a function's event. */
export interface AwsInput {
  readonly json?: object;
  readonly payload?: string;
}

/** Runs the AWS command line tool; answers its JSON. */
export type Aws = (args: readonly string[], input?: AwsInput) => unknown;

/**
 * The tool that operators have, with their sign-in, profiles and endpoints. Input goes by a file that only they can read and
 * that is gone afterwards: messages stay out of process lists. (The tool does not read its standard input reliably.)
 * @param options of the tool itself, for every command
 * @throws Error with what the tool said
 */
export function awsIn(region: string, options: readonly string[] = []): Aws {
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  // Version 1 of the tool ignores AWS_ENDPOINT_URL for SQS.
  const elsewhere = endpoint ? ["--endpoint-url", endpoint] : [];
  const run = (args: readonly string[]) =>
    runTool(args, ["--region", region, "--output", "json", ...elsewhere, ...options]);
  return (args, input) => (input === undefined ? run(args) : withFile(input, (more) => run([...args, ...more])));
}

function runTool(args: readonly string[], options: readonly string[]): unknown {
  const { status, stdout, stderr, error } = spawnSync("aws", [...args, ...options], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
    // Version 2 shows long answers page by page, and would wait for a key.
    env: { ...process.env, AWS_PAGER: "" },
  });
  if (error) throw new Error("The AWS command line tool (aws) can't be run: is it installed?", { cause: error });
  if (status !== 0) throw new Error(`aws ${args.slice(0, 2).join(" ")}: ${stderr.trim()}`);
  return stdout.trim() === "" ? {} : JSON.parse(stdout);
}

function withFile(input: AwsInput, act: (args: readonly string[]) => unknown): unknown {
  const directory = mkdtempSync(join(tmpdir(), "aws-input-"));
  const file = join(directory, "input");
  try {
    writeFileSync(file, input.payload ?? JSON.stringify(input.json), { mode: 0o600 });
    // fileb: bytes as they are, in versions 1 and 2 of the tool alike.
    return act(input.payload === undefined ? ["--cli-input-json", `file://${file}`] : ["--payload", `fileb://${file}`]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
