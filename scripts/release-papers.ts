/**
 * What goes along with a release: `npm run release:papers` writes into build/papers `sbom.cdx.json`, all packages by CycloneDX as
 * npm knows them (what only builds and tests is marked `cdx:npm:package:development`), and `THIRD-PARTY-NOTICES.txt`, the licences of
 * what is in functions and pages. Fails on a licence that nobody has looked at.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployedFunctions } from "../lib/deployed-functions.ts";
import { sourcesOfFunctions } from "../lib/function-bundles.ts";
import { sourcesOfWebSite } from "../lib/web-site/web-site-build.ts";
import { notices, shippedPackages } from "./release/notices.ts";
import { runCommand } from "./run-command.ts";

const root = join(import.meta.dirname, "..");
const directory = join(root, "build", "papers");

await runCommand(() => {
  mkdirSync(directory, { recursive: true });
  const shipped = shippedPackages(root, [...sourcesOfFunctions(deployedFunctions), ...sourcesOfWebSite()]);
  writeFileSync(join(directory, "THIRD-PARTY-NOTICES.txt"), `${notices(shipped)}\n`);
  const sbom = inventory();
  writeFileSync(join(directory, "sbom.cdx.json"), sbom);
  console.log(`${directory}: ${JSON.parse(sbom).components.length} packages, parts of ${shipped.length} shipped.`);
  return 0;
});

/** @throws Error with what npm said */
function inventory(): string {
  const { status, stdout, stderr } = spawnSync("npm", ["sbom", "--sbom-format", "cyclonedx"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`npm sbom: ${stderr}`);
  return stdout;
}
