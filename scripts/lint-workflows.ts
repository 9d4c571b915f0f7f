/**
 * Lints .github/workflows by actionlint, at the version and checksums of tools/workflows-lint: `npm run workflows:lint`. Needs Go
 * 1.25 or newer, which runners of GitHub Actions have. Without it, says so and fails only with `--require`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const directory = join(root, ".github", "workflows");
const files = readdirSync(directory).map((file) => join(directory, file));

// Other linters that happen to be on a machine must not decide.
const command = ["tool", "-C", join(root, "tools", "workflows-lint"), "actionlint", "-shellcheck=", "-pyflakes="];
const { error, status } = spawnSync("go", [...command, ...files], { cwd: root, stdio: "inherit" });
if (error) {
  console.log("There is no Go here: the workflows were not linted.");
  process.exitCode = process.argv.includes("--require") ? 1 : 0;
} else {
  console.log(status === 0 ? `${files.length} workflows, no fault.` : "The workflows have faults, as said above.");
  process.exitCode = status === 0 ? 0 : 1;
}
