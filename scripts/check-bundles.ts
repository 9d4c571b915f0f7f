/**
 * Bundles every function and checks what makes a cold start quick: its size, and that loading it loads neither undici nor
 * http2 nor child_process. Bundles the web elements and checks what a host page has to load. Names every fault and exits with 1.
 * `--source-maps` also writes the maps to build/source-maps, to read a deployed stack trace of the same commit.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { catchAllFunction, deployedFunctions } from "../lib/deployed-functions.ts";
import { bundleDirectory, bundleFunctions, writeSourceMaps } from "../lib/function-bundles.ts";
import { elementFiles } from "../lib/web-site/web-site-build.ts";
import { environment } from "./bundles/environment.ts";

/**
 * The SDK's clients, middy and little else are the 240 KB of `resend`; `authorizations` has most schemas and rules, 75 KB of them. Above
 * this, somebody imported something else.
 */
const sizeLimitBytes = 315_000;
/** The OpenAPI document with its examples is data that is handed on, not code that is run. */
const documentLimitBytes = 510_000;
/** Billing has a client of the SDK more: it puts what it gives up into a queue itself. */
const queueClientBytes = 25_000;
/** Anchoring has that of S3. */
const objectClientBytes = 130_000;
const limits: Readonly<Record<string, number>> = {
  [catchAllFunction]: documentLimitBytes,
  billing: sizeLimitBytes + queueClientBytes,
  anchor: sizeLimitBytes + objectClientBytes,
};
const limitOf = (name: string) => limits[name] ?? sizeLimitBytes;
/** What a host page may have to load for all elements, as browsers get it: compressed. */
const elementLimitBytes = 35 * 1024;
const unwanted = [/\bundici\b/, /\bhttp2\b/, /\bchild_process\b/];

const { values } = parseArgs({ options: { "source-maps": { type: "boolean", default: false } } });

// Runs in a process of its own: this one has loaded child_process itself.
const load = `
  const before = new Set(process.moduleLoadList);
  const begin = performance.now();
  const { handler } = require(process.argv[1]);
  const milliseconds = Math.round(performance.now() - begin);
  const loaded = process.moduleLoadList.filter((module) => !before.has(module));
  console.log(JSON.stringify({ handler: typeof handler, milliseconds, loaded }));
`;

interface Loaded {
  readonly handler: string;
  readonly milliseconds: number;
  readonly loaded: readonly string[];
}

bundleFunctions(deployedFunctions);
const faults: string[] = [];
for (const name of deployedFunctions) {
  const file = join(bundleDirectory(name), "index.js");
  const sizeBytes = statSync(file).size;
  const run = spawnSync(process.execPath, ["--input-type=commonjs", "--eval", load, file], {
    env: environment,
    encoding: "utf8",
  });
  if (run.status !== 0) {
    faults.push(`${name} can't be loaded: ${run.stderr.trim().split("\n").slice(-12).join("\n")}`);
    continue;
  }
  const { handler, milliseconds, loaded }: Loaded = JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "{}");
  console.log(`${name.padEnd(16)} ${Math.ceil(sizeBytes / 1000)} KB, loaded in ${milliseconds} ms`);
  if (sizeBytes > limitOf(name)) {
    faults.push(`${name} has ${sizeBytes} bytes; the limit is ${limitOf(name)}.`);
  }
  if (handler !== "function") {
    faults.push(`${name} exports no handler.`);
  }
  for (const module of loaded.filter((module) => unwanted.some((pattern) => pattern.test(module)))) {
    faults.push(`${name} loads ${module} at its start.`);
  }
}
for (const { path, contents } of elementFiles()) {
  const sizeBytes = gzipSync(contents, { level: 9 }).length;
  console.log(`${path} ${(sizeBytes / 1024).toFixed(1)} KB gzipped`);
  if (sizeBytes > elementLimitBytes) {
    faults.push(`${path} has ${sizeBytes} bytes gzipped; the limit is ${elementLimitBytes}.`);
  }
}
if (values["source-maps"]) {
  const directory = join(import.meta.dirname, "..", "build", "source-maps");
  writeSourceMaps(deployedFunctions, directory);
  console.log(`Source maps: ${directory}/<function>/index.js.map`);
}
for (const fault of faults) {
  console.error(fault);
}
process.exitCode = faults.length > 0 ? 1 : 0;
