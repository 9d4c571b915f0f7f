import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployedFunctions } from "../../lib/deployed-functions.ts";
import { bundleDirectory, bundleFunctions } from "../../lib/function-bundles.ts";
import { environment } from "../bundles/environment.ts";
import { median, type Ratio } from "./figures.ts";

const rounds = 15;

/** Starts Node with each function's bundle and with an empty one, in turn; figures are of the whole process. */
export function coldStarts(): Ratio[] {
  bundleFunctions(deployedFunctions);
  const directory = mkdtempSync(join(tmpdir(), "prior-auth-tracker-bench-"));
  try {
    const empty = join(directory, "index.js");
    writeFileSync(empty, "exports.handler = async () => {};\n");
    const files = [empty, ...deployedFunctions.map((name) => join(bundleDirectory(name), "index.js"))];
    const cpuMillis = new Map<string, number[]>(files.map((file) => [file, []]));
    for (let round = 0; round < rounds; round++)
      for (const [file, millis] of cpuMillis) millis.push(cpuMillisOfLoading(file));
    const of = (file: string) => median(cpuMillis.get(file) ?? []);
    return deployedFunctions.map((name, index) => ({
      what: name,
      base: of(empty),
      measured: of(files[index + 1] ?? ""),
      unit: "ms CPU",
    }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const load = `
  require(process.argv[1]);
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000));
`;

function cpuMillisOfLoading(file: string): number {
  const run = spawnSync(process.execPath, ["--input-type=commonjs", "--eval", load, file], {
    env: environment,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`${file} can't be loaded: ${run.stderr}`);
  return Number(run.stdout);
}
