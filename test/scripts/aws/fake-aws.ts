import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";

/** An `aws` in front of every other one, that writes down how it is called and answers by command, or by command and stack. */
export function fakeAws(answers: Record<string, unknown>) {
  const directory = mkdtempSync(join(tmpdir(), "fake-aws-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const called = join(directory, "called.jsonl");
  writeFileSync(called, "");
  const program = `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const file = args.find((arg) => /^fileb?:/.test(arg))?.replace(/^fileb?:\\/\\//, "");
const input = file === undefined ? "" : readFileSync(file, "utf8");
appendFileSync(${JSON.stringify(called)}, JSON.stringify({ args, file, input }) + "\\n");
const answers = ${JSON.stringify(answers)};
const command = args[0] + " " + args[1];
const answer = answers[command + " " + args[args.indexOf("--stack-name") + 1]] ?? answers[command];
if (answer === undefined) { process.stderr.write("AccessDenied"); process.exit(254); }
process.stdout.write(JSON.stringify(answer));`;
  writeFileSync(join(directory, "aws"), program);
  chmodSync(join(directory, "aws"), 0o755);
  const PATH = `${directory}${delimiter}${process.env["PATH"]}`;
  const calls = (): { args: string[]; file?: string; input: string }[] =>
    readFileSync(called, "utf8")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : JSON.parse(line)));
  return { PATH, calls };
}
