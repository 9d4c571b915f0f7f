import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AgencyConfig } from "../../../lib/agency-file/agency-config.ts";
import { AgencyConfigError } from "../../../lib/agency-file/agency-files.ts";
import { releasePlan } from "../../../scripts/release/plan.ts";

const agencies: Readonly<Record<string, Partial<AgencyConfig>>> = {
  demo: { stage: "demo" },
  maple: { stage: "pilot", account: "111111111111", region: "us-east-1" },
  oak: { stage: "production", account: "222222222222", region: "us-gov-west-1" },
  pine: { stage: "production", account: "333333333333", region: "eu-west-1", releaseWave: 4 },
  fir: { stage: "pilot", account: "444444444444", region: "us-east-1", releaseWave: 2 },
};

const read = (name: string): AgencyConfig => {
  const config = agencies[name];
  if (config === undefined) throw new AgencyConfigError(`config/agencies/${name}.json can't be used`);
  return config as AgencyConfig;
};

const namesIn = ({ waves }: ReturnType<typeof releasePlan>) =>
  Object.values(waves).map((wave) => wave.map(({ agency }) => agency));

describe("a release", () => {
  it("comes to pilots first, to production in the second wave, or when the agency's file says", () => {
    expect(namesIn(releasePlan(Object.keys(agencies), [], read))).toEqual([["maple"], ["oak", "fir"], [], ["pine"]]);
  });

  it("leaves out agencies without an account, and says so", () => {
    expect(releasePlan(Object.keys(agencies), [], read).leftOut).toEqual(["demo"]);
  });

  it("knows each agency's account, region and partition", () => {
    expect(releasePlan(["oak"], [], read).waves[2]).toEqual([
      { agency: "oak", account: "222222222222", region: "us-gov-west-1", partition: "aws-us-gov" },
    ]);
  });

  it("comes to some agencies alone, in their waves", () => {
    expect(namesIn(releasePlan(Object.keys(agencies), ["pine", "maple"], read))).toEqual([["maple"], [], [], ["pine"]]);
  });

  it("comes to nobody when any file can't be used, and names every fault", () => {
    expect(() => releasePlan(["maple", "bad", "worse"], ["nowhere"], read)).toThrow(/Unknown agency "nowhere"/);
    expect(() => releasePlan(["maple", "bad", "worse"], [], read)).toThrow(
      "config/agencies/bad.json can't be used\nconfig/agencies/worse.json can't be used",
    );
  });
});

describe("npm run release:plan", () => {
  const script = join(import.meta.dirname, "..", "..", "..", "scripts", "release-plan.ts");

  function run(args: readonly string[]) {
    const directory = mkdtempSync(join(tmpdir(), "outputs-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const GITHUB_OUTPUT = join(directory, "output");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      env: { ...process.env, GITHUB_OUTPUT },
      encoding: "utf8",
    });
    const outputs = () =>
      Object.fromEntries(
        readFileSync(GITHUB_OUTPUT, "utf8")
          .trim()
          .split("\n")
          .map((line) => [line.slice(0, line.indexOf("=")), JSON.parse(line.slice(line.indexOf("=") + 1))]),
      );
    return { status, stdout, stderr, outputs };
  }

  it("writes each wave as a matrix for GitHub Actions, and all of them", () => {
    const { status, stdout, outputs } = run(["--github"]);
    expect(status).toBe(0);
    expect(stdout).toContain("left out, having no account: demo");
    const cedarHollow = { agency: "cedar-hollow", account: "222233334444", region: "us-east-2", partition: "aws" };
    const juniperRidge = { agency: "juniper-ridge", account: "111122223333", region: "us-west-2", partition: "aws" };
    expect(outputs()).toEqual({
      "wave-1": [cedarHollow],
      "wave-2": [juniperRidge],
      "wave-3": [],
      "wave-4": [],
      all: [cedarHollow, juniperRidge],
    });
  });

  it("fails for an agency that there is not, before anything is released", () => {
    const { status, stderr } = run(["--github", "--only", "nowhere"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('Unknown agency "nowhere"')]);
  });
});
