import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { sourcesIn } from "./sources-in-bundle.ts";
import { writeIfChanged } from "./write-if-changed.ts";

const root = join(import.meta.dirname, "..");

/** The directory whose content is deployed as a function: `index.js`, and a `package.json` that calls it CommonJS. */
export function bundleDirectory(functionName: string): string {
  return join(root, "build", "functions", functionName);
}

/**
 * Bundles functions/<name>/index.ts of all names in one call of esbuild, which reads only once what they share. The same
 * sources give the same bytes, wherever the checkout lies, and so the same asset: only what changed is deployed.
 *
 * Without source maps: they would make a function six times as large, and reading one costs a cold start. The bytes can be
 * made again from the commit, so a deployed stack trace is read with a map made then (`npm run bundles:check -- --source-maps`).
 *
 * @throws Error naming every function that has no index.ts
 */
export function bundleFunctions(names: readonly string[]): void {
  for (const file of bundled(names).outputFiles) {
    writeIfChanged(file.path, file.contents);
  }
  for (const name of names) {
    // The nearest package.json decides what a .js file is, and the repository's says ES module.
    writeIfChanged(join(bundleDirectory(name), "package.json"), Buffer.from('{"type":"commonjs"}\n'));
  }
}

/** Writes <name>/index.js.map for each name into a directory: what deployed line and column came from which source. */
export function writeSourceMaps(names: readonly string[], directory: string): void {
  for (const file of bundled(names, { outdir: directory, sourcemap: "external" }).outputFiles) {
    if (file.path.endsWith(".map")) {
      writeIfChanged(file.path, file.contents);
    }
  }
}

/** The files, those of packages among them, that some of is in a bundle of these functions. */
export function sourcesOfFunctions(names: readonly string[]): string[] {
  return sourcesIn(bundled(names).metafile);
}

function bundled(names: readonly string[], options: { outdir?: string; sourcemap?: "external" } = {}) {
  const sourceOf = (name: string) => `functions/${name}/index.ts`;
  const missing = names.map(sourceOf).filter((source) => !existsSync(join(root, source)));
  if (missing.length > 0) {
    throw new Error(`These functions are deployed and have no source: ${missing.join(", ")}`);
  }
  return buildSync({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: sourceOf(name), out: `${name}/index` })),
    outdir: dirname(bundleDirectory("any")),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    // ESM output would load undici with node:http, and a function starts a third slower.
    format: "cjs",
    // The SDK's ES modules can be cut down to what is used; its CommonJS can't.
    mainFields: ["module", "main"],
    alias: {
      "@aws-sdk/credential-provider-node": "./functions/runtime/environment-credentials.ts",
      "@aws-sdk/middleware-endpoint-discovery": "./functions/runtime/no-endpoint-discovery.ts",
      "@smithy/core/event-streams": "./functions/runtime/no-event-streams.ts",
      "@smithy/core/retry": "./functions/runtime/no-retries.ts",
    },
    logLevel: "warning",
    write: false,
    metafile: true,
    ...options,
  });
}
