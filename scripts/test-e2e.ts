/**
 * The end-to-end suite against an agency: `npm run test:e2e` starts a local one; `-- --base-url http://127.0.0.1:3000` takes a local
 * server that runs; `-- --agency <name>` takes what is deployed by config/agencies/<name>.json, in the account of the credentials or
 * where AWS_ENDPOINT_URL points, and with `--base-url` besides, at that address. Everything else on the command line is for vitest.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, tokens } = parseArgs({
  options: { "base-url": { type: "string" }, agency: { type: "string" } },
  strict: false,
  tokens: true,
});
const { "base-url": baseUrl, agency } = values as { readonly "base-url"?: string; readonly agency?: string };
const own = new Set(
  tokens.flatMap((token) =>
    token.kind === "option" && token.name in values && ["base-url", "agency"].includes(token.name)
      ? [token.index, ...(token.inlineValue ? [] : [token.index + 1])]
      : [],
  ),
);
const others = process.argv.slice(2).filter((_, index) => !own.has(index));

const { status } = spawnSync(process.execPath, [join(import.meta.dirname, "test.ts"), "--project", "e2e", ...others], {
  env: {
    ...process.env,
    ...(baseUrl !== undefined && { E2E_BASE_URL: baseUrl.replace(/\/$/, "") }),
    ...(agency !== undefined && { E2E_AGENCY: agency }),
  },
  stdio: ["ignore", "inherit", "inherit"],
});
process.exitCode = status ?? 1;
