import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import roles from "../../../config/release-roles.template.json" with { type: "json" };
import packageJson from "../../../package.json" with { type: "json" };
import { waves } from "../../../scripts/release/plan.ts";

const directory = join(import.meta.dirname, "..", "..", "..", ".github", "workflows");
const workflows = new Map(readdirSync(directory).map((file) => [file, readFileSync(join(directory, file), "utf8")]));
const textOf = (file: string) => workflows.get(file) ?? "";

/** The jobs of a workflow, by name, as text: what stands two spaces in below `jobs:`. */
function jobsOf(text: string): Map<string, string> {
  const [, jobs = ""] = text.split(/^jobs:$/m);
  return new Map(
    jobs.split(/^ {2}(?=[\w-]+:$)/m).flatMap((job) => {
      const name = /^([\w-]+):$/m.exec(job)?.[1];
      return name === undefined ? [] : [[name, job] as const];
    }),
  );
}

describe.each([...workflows])("%s", (_, text) => {
  it("uses actions by their commit, with the version beside it", () => {
    for (const [, used] of text.matchAll(/uses: (.*)/g))
      expect(used).toMatch(/^(\.\/\.github\/workflows\/\w+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it("gives nothing to a job that does not ask for it, and no job may write to the repository", () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).not.toMatch(/contents: write|write-all/);
  });

  it("knows no key and no secret: sign-in is by OIDC", () => {
    expect(text).not.toMatch(/secrets\.|aws-access-key|AWS_SECRET/i);
  });

  it("puts nothing that somebody typed into a script", () => {
    const scripts = [...text.matchAll(/run: (.*(?:\n {10,}.*)*)/g)].map(([, script = ""]) => script);
    for (const script of scripts) expect(script).not.toContain("${{");
  });

  it("leaves no token behind in a checkout", () => {
    expect(text.match(/persist-credentials: false/g)?.length ?? 0).toBe(text.match(/actions\/checkout@/g)?.length ?? 0);
  });

  it("runs npm scripts that there are", () => {
    for (const [, name = ""] of text.matchAll(/npm run ([\w:]+)/g)) expect(packageJson.scripts).toHaveProperty([name]);
  });
});

it("the comment on a pull request is written by a job that runs none of its code", () => {
  for (const [name, job] of jobsOf(textOf("diff.yml")))
    if (job.includes("pull-requests: write")) {
      expect(name).toBe("comment");
      expect(job).not.toMatch(/checkout|npm |id-token/);
    }
  expect(textOf("diff.yml")).toContain("pull-requests: write");
});

describe("what can sign in to an account", () => {
  const signing = [...workflows].flatMap(([file, text]) =>
    [...jobsOf(text)]
      .filter(([, job]) => job.includes("id-token: write"))
      .map(([name, job]) => [file, name, job] as const),
  );

  it("is the deployment of a wave, those who ask for it, and the diff", () => {
    const named = signing.map(([file, name]) => `${file} ${name}`);
    expect(named.sort()).toEqual([
      "diff.yml diff",
      ...[1, 2, 3, 4].map((wave) => `release.yml wave-${wave}`),
      "wave.yml deploy",
    ]);
  });

  it.each(signing)("runs no code that nobody reviewed: %s, %s", (file, _, job) => {
    // A pull request's event runs the workflow that the pull request wrote.
    expect(textOf(file)).not.toMatch(/^ {2}pull_request/m);
    const refs = [...job.matchAll(/uses: actions\/checkout.*\n +with:\n +ref: (.*)/g)].map(([, ref]) => ref);
    expect(refs).toHaveLength(job.match(/actions\/checkout@/g)?.length ?? 0);
    for (const ref of refs) expect(["main", "${" + "{ inputs.commit }}"]).toContain(ref);
    if (job.includes("inputs.commit")) expect(file).toBe("wave.yml");
  });

  it("is asked for by a release alone, with a commit that is, or was, on main", () => {
    const callers = [...workflows].filter(([, text]) => text.includes("/wave.yml")).map(([file]) => file);
    expect(callers).toEqual(["release.yml"]);
    const jobs = jobsOf(textOf("release.yml"));
    const commit = jobs.get("commit") ?? "";
    expect(commit).toContain("github.ref == 'refs/heads/main'");
    expect(commit).toContain('git merge-base --is-ancestor "$id" HEAD');
    const others = [...jobs].filter(([name]) => !["commit", "approve"].includes(name));
    for (const [name, job] of others) {
      expect(job, name).toMatch(/needs: (commit$|\[commit, )/m);
      expect(job, name).toMatch(/(commit|ref): \$\{\{ needs\.commit\.outputs\.id \}\}/);
    }
  });
});

it("what a pull request runs is given nothing but its own code to read", () => {
  for (const [file, text] of workflows)
    if (/^ {2}pull_request/m.test(text)) {
      expect(text, file).not.toMatch(/: write|secrets|actions: read/);
      expect(text, file).not.toContain("pull_request_target");
    }
});

describe("a release", () => {
  const jobs = jobsOf(textOf("release.yml"));
  const needs = (job: string) => /needs: (.*)/.exec(jobs.get(job) ?? "")?.[1] ?? "";

  it("has a job for each wave of the plan", () => {
    const waveJobs = ["wave-1", "approve", "wave-2", "wave-3", "wave-4"];
    expect([...jobs.keys()]).toEqual(["commit", "check", "synth", ...waveJobs]);
    expect(waves.map((wave) => `wave-${wave}`)).toEqual([...jobs.keys()].filter((job) => job.startsWith("wave-")));
  });

  it("is checked before it is synthesized, and synthesized once", () => {
    expect(needs("synth")).toContain("check");
    const synthesized = [...workflows].filter(([file]) => file !== "synth.yml" && file !== "check.yml");
    expect(synthesized.flatMap(([, text]) => text.match(/npm run synth/g) ?? [])).toHaveLength(1);
  });

  it("reaches each wave only after the one before, and production only after somebody approved", () => {
    expect(needs("wave-1")).toContain("synth");
    expect(needs("approve")).toContain("wave-1");
    expect(needs("wave-2")).toContain("approve");
    expect(needs("wave-3")).toContain("wave-2");
    expect(needs("wave-4")).toContain("wave-3");
    for (const job of ["wave-1", "approve", "wave-2", "wave-3", "wave-4"])
      expect(jobs.get(job)).toContain("!cancelled() && !failure()");
    expect(jobs.get("approve")).toContain("environment: production-approval");
  });

  it("deploys in the environments that the accounts' roles trust, and in no other", () => {
    const environments = [...textOf("release.yml").matchAll(/^ {6}environment: (\w+)$/gm)].map(([, name]) => name);
    expect([...new Set(environments)].sort()).toEqual(roles.Parameters.Environment.AllowedValues);
  });

  it("brings the list of its packages and their licences", () => {
    expect(jobs.get("synth")).toMatch(/npm run release:papers[\s\S]*path: build\/papers/);
  });

  it("deploys, asks and watches each agency, in this order", () => {
    const wave = textOf("wave.yml");
    const steps = ["release:deploy", "smoke", "release:gate"].map((name) => wave.indexOf(`npm run ${name}`));
    expect(steps).toEqual([...steps].sort((left, right) => left - right));
    expect(steps[0]).toBeGreaterThan(0);
    expect(wave).toContain("fail-fast: true");
  });

  it("can let functions change at once where an alarm holds releases back", () => {
    const release = textOf("release.yml");
    expect(release).toMatch(/at-once:\n +description: .*\n +type: boolean\n +default: false/);
    expect(release).toContain('npm run synth -- --all --into build/release --deployment "$DEPLOYMENT"');
    expect(release).toMatch(/DEPLOYMENT: \$\{\{ inputs\.at-once && 'all-at-once' \|\| '' \}\}/);
  });

  it("never breaks off a deployment that has begun", () => {
    for (const file of ["release.yml", "wave.yml"]) expect(textOf(file)).toContain("cancel-in-progress: false");
  });
});
