/**
 * Runs the tests in a real Chromium, and says as its last line how many passed and failed. `--screenshots` also puts the
 * pictures that they take into docs/screenshots. Everything else on the command line is for vitest, such as a file's name.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { chromiumPath, noChromium } from "../test/browser/chromium.ts";

const takesScreenshots = process.argv.includes("--screenshots");
const more = process.argv.slice(2).filter((argument) => argument !== "--screenshots");

if (chromiumPath() === undefined) {
  console.error(noChromium);
  process.exitCode = 1;
} else {
  const { status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "test.ts"), "--project", "browser", ...more],
    { stdio: "inherit", env: { ...process.env, ...(takesScreenshots && { SCREENSHOTS: "docs/screenshots" }) } },
  );
  process.exitCode = status ?? 1;
}
