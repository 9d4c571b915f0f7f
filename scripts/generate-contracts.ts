/**
 * Writes what is generated from the schemas in api/ and events/: the published contracts in docs/contracts/, and the types and
 * operations of the TypeScript client; and from the schema of agencies' files: their JSON Schema and docs/agency-file.md. With --check nothing is written: it fails, naming every file that no longer says
 * what the schemas say.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCodesOf } from "../api/error-codes.ts";
import { openapi } from "../api/openapi.ts";
import { statusOf } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { asyncapi, eventJsonSchema, eventNames } from "../events/asyncapi.ts";
import packageJson from "../package.json" with { type: "json" };
import { itemDocuments } from "../store/item-schemas.ts";
import { agencyFileReference, agencyFileSchema } from "./agency/agency-file-documents.ts";
import { typescriptClient } from "./client/typescript-client.ts";

const root = join(import.meta.dirname, "..");
const http = openapi(routes, packageJson.version);

const documents: Record<string, unknown> = {
  "openapi.json": http,
  "asyncapi.json": asyncapi(packageJson.version),
  "items.json": itemDocuments(),
  ...Object.fromEntries(eventNames.map((name) => [`events/${name}.v1.schema.json`, eventJsonSchema(name)])),
};
const codes = new Map(routes.map((route) => [route.operationId, errorCodesOf(route)]));
const client = typescriptClient(http, (operationId) => codes.get(operationId) ?? [], Object.keys(statusOf));

const texts = new Map([
  ...Object.entries(documents).map(
    ([name, document]) => [`docs/contracts/${name}`, `${JSON.stringify(document, null, 2)}\n`] as const,
  ),
  ...Object.entries(client).map(([name, source]) => {
    const path = `clients/typescript/src/generated/${name}`;
    return [path, formatted(path, source)] as const;
  }),
  ["config/agency.schema.json", formatted("config/agency.schema.json", JSON.stringify(agencyFileSchema()))] as const,
  ["docs/agency-file.md", agencyFileReference()] as const,
]);

const outdated: string[] = [];
for (const [name, text] of texts) {
  const path = join(root, name);
  if (process.argv.includes("--check")) {
    if (textOf(path) !== text) outdated.push(name);
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (outdated.length > 0) {
  console.error(`Outdated: ${outdated.join(", ")}. Run: npm run contracts`);
  process.exitCode = 1;
}

/** As `npm run format` would leave it. */
function formatted(path: string, source: string): string {
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, "check", "--write", `--stdin-file-path=${path}`],
    {
      cwd: root,
      input: source,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`${path} can't be formatted: ${stderr}`);
  return stdout;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
