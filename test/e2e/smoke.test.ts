import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, inject, it } from "vitest";
import { tokenFor } from "./agency.ts";

const script = join(import.meta.dirname, "..", "..", "scripts", "smoke.ts");

it("npm run smoke finds a running agency as it should be, also for one of its users", async () => {
  const running = spawn(process.execPath, [script, "--base-url", inject("baseUrl"), "--attempts", "1"], {
    env: { ...process.env, TOKEN: await tokenFor("smoke", ["clients:read"]) },
  });
  const [printed, complained, [status]] = await Promise.all([
    text(running.stdout),
    text(running.stderr),
    once(running, "close"),
  ]);
  expect({ status, complained, faults: printed.match(/^FAULT.*$/gm) }).toEqual({
    status: 0,
    complained: "",
    faults: null,
  });
  expect(printed.match(/^ok /gm)).toHaveLength(5);
});
