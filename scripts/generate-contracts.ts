/**
 * Writes the published contracts to docs/contracts/ from the schemas in api/ and events/.
 * With --check nothing is written: it fails, naming every document that no longer says what the schemas say.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openapi } from "../api/openapi.ts";
import { routes } from "../api/routes.ts";
import { asyncapi, eventJsonSchema, eventNames } from "../events/asyncapi.ts";
import packageJson from "../package.json" with { type: "json" };

const directory = join(import.meta.dirname, "..", "docs", "contracts");

const documents: Record<string, unknown> = {
  "openapi.json": openapi(routes, packageJson.version),
  "asyncapi.json": asyncapi(packageJson.version),
  ...Object.fromEntries(eventNames.map((name) => [`events/${name}.v1.schema.json`, eventJsonSchema(name)])),
};

const outdated: string[] = [];
for (const [name, document] of Object.entries(documents)) {
  const path = join(directory, name);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (process.argv.includes("--check")) {
    if (textOf(path) !== text) outdated.push(name);
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (outdated.length > 0) {
  console.error(`Outdated in docs/contracts/: ${outdated.join(", ")}. Run: npm run contracts`);
  process.exitCode = 1;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
