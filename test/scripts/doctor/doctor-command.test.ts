import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { fakeAws } from "../aws/fake-aws.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const script = join(root, "scripts", "doctor.ts");

function doctor(args: readonly string[], PATH: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, PATH },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** An assembly in which an agency has a stack without resources: enough for who does not get far. */
function emptyAssembly(agencyId: string): string {
  const directory = mkdtempSync(join(tmpdir(), "empty-assembly-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const properties = { templateFile: "template.json", tags: { agency: agencyId } };
  const artifacts = { stack: { type: "aws:cloudformation:stack", environment: "aws://1/us-east-1", properties } };
  writeFileSync(join(directory, "manifest.json"), JSON.stringify({ artifacts }));
  writeFileSync(join(directory, "template.json"), JSON.stringify({ Resources: {} }));
  return directory;
}

it("without the AWS command line tool checks what it can, says what it can't, and finds no fault unless asked to be strict", () => {
  const found = doctor(["--agency", "demo"], "/nonexistent");
  expect(found.stdout).toMatch(/^ok {11}templates +PriorAuthTracker-willow-creek/m);
  expect(found.stdout).toMatch(
    /^not checked {2}account +The AWS command line tool \(aws\) can't be run: is it installed\?$/m,
  );
  expect(found.status).toBe(0);
  // What the first one has made.
  const made = ["--assembly", join(root, "build", "synth", "demo")];
  expect(doctor(["--agency", "demo", "--strict", ...made], "/nonexistent").status).toBe(1);
});

it("asks AWS and exits with 1 when there is a fault", () => {
  const { PATH, calls } = fakeAws({
    "sts get-caller-identity": { Account: "999999999999", Arn: "arn:aws:iam::999999999999:user/lee" },
  });
  const { status, stdout } = doctor(["--agency", "cedar-hollow", "--assembly", emptyAssembly("cedar-hollow")], PATH);
  expect(stdout).toMatch(/^FAULT {8}account +Signed in to 999999999999 .* says 222233334444\.$/m);
  expect(stdout).toMatch(/^1 fault, /m);
  expect(status).toBe(1);
  expect(calls().map(({ args }) => args.slice(0, 2).join(" "))).toEqual(["sts get-caller-identity"]);
});

it.each([
  ["an agency that it does not know", ["--agency", "nowhere"]],
  ["no agency", []],
])("exits with 1 for %s", (_, args) => {
  const { status, stdout } = doctor(args, "/nonexistent");
  expect([status, stdout]).toEqual([1, expect.stringMatching(/FAULT +file +(Unknown agency|No agency named)/)]);
});
