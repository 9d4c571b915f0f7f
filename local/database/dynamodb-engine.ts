import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "../start-error.ts";

export interface Engine {
  readonly endpoint: string;
  /** Whether it was started for this stack and ends with it. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

/** It is ready in a few hundredths of a second; a machine that is busy with tests takes longer. */
const readyWithinMillis = 10_000;

/**
 * Runs the engine, and beside it a shell that reads a pipe from this process. The pipe ends with this process, however that ends,
 * and the shell then ends the engine. A line on the pipe says that the engine has ended by itself.
 */
const guarded = '(read -r line <&3 || kill -9 $$) >/dev/null 2>&1 & exec "$0" "$@" 3<&-';

/**
 * The engine behind the endpoint given, or one of our own.
 * @param databaseFile keeps the data; without it the data is in memory
 */
export async function startEngine(options: { endpoint?: string | undefined; databaseFile?: string }): Promise<Engine> {
  if (options.endpoint) {
    const { endpoint } = options;
    if (!URL.canParse(endpoint) || !(await answers(endpoint, 2000))) {
      throw new StartError(
        `DYNAMODB_ENDPOINT is ${endpoint}, and nothing answers there: start that engine, or unset the variable to use the built-in one.`,
      );
    }
    return { endpoint, isOwn: false, stop: async () => {} };
  }
  const binary = engineBinary();
  // Another process may take the free port before the engine does: then the engine tries another.
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const engine = await startBinary(binary, port, options.databaseFile);
    if (engine) {
      return engine;
    }
    if (attempt === 3) {
      throw new StartError(
        options.databaseFile
          ? `The database engine doesn't start with ${options.databaseFile}: end whatever uses it, or name another --data-dir.`
          : `The database engine ${binary} doesn't start: run it by hand (\`serve --port 8000\`) to see why.`,
      );
    }
  }
}

export function engineBinary(): string {
  const binaries = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const directory = dirname(createRequire(import.meta.url).resolve(`${binaries}/package.json`));
    const binary = join(directory, "dynoxide");
    accessSync(binary, constants.X_OK);
    return binary;
  } catch (cause) {
    throw new StartError(
      `The database engine ${binaries} is not installed: run npm ci on Linux x64, or set DYNAMODB_ENDPOINT to the address of another engine such as DynamoDB Local.`,
      { cause },
    );
  }
}

async function startBinary(
  binary: string,
  port: number,
  databaseFile: string | undefined,
): Promise<Engine | undefined> {
  const database = databaseFile ? ["--db-path", databaseFile] : [];
  const child = spawn(
    "/bin/sh",
    ["-c", guarded, binary, "serve", "--host", "127.0.0.1", "--port", String(port), ...database],
    // In a group of its own: Ctrl-C is for the server, which ends the engine last.
    { stdio: ["ignore", "ignore", "ignore", "pipe"], detached: true, env: { PATH: process.env["PATH"] } },
  );
  const ended = endOf(child);
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const ready = await Promise.race([answers(endpoint, readyWithinMillis), ended.then(() => false)]);
  if (!ready || child.exitCode !== null) {
    await stop();
    return undefined;
  }
  return { endpoint, isOwn: true, stop };
}

/** Resolves when the engine has ended, and ends the shell beside it. */
function endOf(child: ChildProcess): Promise<void> {
  const guard = child.stdio[3];
  return new Promise((resolve) => {
    const end = () => {
      if (guard && "end" in guard) {
        guard.on("error", () => {});
        guard.end("ended\n");
      }
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });
}

/** Whether anything speaks HTTP there before the time is over: every answer will do, even a refusal. */
async function answers(endpoint: string, withinMillis: number): Promise<boolean> {
  const deadline = performance.now() + withinMillis;
  while (performance.now() < deadline) {
    try {
      await fetch(endpoint, { method: "POST", signal: AbortSignal.timeout(1000) });
      return true;
    } catch {
      await pause(10);
    }
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
