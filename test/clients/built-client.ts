import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const source = join(root, "clients", "typescript");

const usingIt = `import { createClient, isProblem, type Tracker } from "@prior-auth-tracker/client";
const client = createClient({ baseUrl: "https://api.example.org", token: async () => "token" });
const tracker: Tracker = (await client.readTracker({ clientId: "C1" })).data;
for await (const { lastName } of client.searchClients.each({ search: tracker.clientId })) lastName.toUpperCase();
await client.listPayers().catch((error: unknown) => isProblem(error, "FORBIDDEN") && error.traceId);
export {};
`;

/** A project that has the client installed, built as it would be published; gone after the tests of the file. */
export function builtClient(): { readonly directory: string; readonly packageDirectory: string } {
  const directory = mkdtempSync(join(tmpdir(), "client-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const packageDirectory = join(directory, "node_modules", "@prior-auth-tracker", "client");
  mkdirSync(packageDirectory, { recursive: true });
  cpSync(join(source, "package.json"), join(packageDirectory, "package.json"));
  writeFileSync(join(directory, "package.json"), '{"type":"module"}\n');
  writeFileSync(join(directory, "using.ts"), usingIt);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-p", source, "--outDir", join(packageDirectory, "dist")], { stdio: "pipe" });
  return { directory, packageDirectory };
}
