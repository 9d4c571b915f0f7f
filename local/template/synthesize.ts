import { spawn } from "node:child_process";
import { join } from "node:path";
import { StartError } from "../start-error.ts";

const root = join(import.meta.dirname, "..", "..");

/** The agency whose stack runs here: config/agencies/demo.json. */
const agency = "demo";

/** Makes the demo agency's cloud assembly in `directory`, just as `cdk synth` does, from the sources as they are now. */
export function synthesize(directory: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join("bin", "agency.ts")], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
      signal,
      env: {
        ...process.env,
        // A debugger's or test runner's options are not for it.
        NODE_OPTIONS: "",
        CDK_OUTDIR: directory,
        CDK_CONTEXT_JSON: JSON.stringify({ agency }),
        // The template's check by rules takes longer than making it, and belongs to `npm run synth`.
        CDK_VALIDATION: "false",
      },
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new StartError(`The stack of agency ${agency} can't be synthesized:\n${complaint.trim()}`));
      }
    });
  });
}
