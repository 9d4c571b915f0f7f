import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { LocalStack } from "../../../local/local-stack.ts";

const megabyte = 1024 * 1024;
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Memory in use, in MB: the server's objects, and all of what each function's process has, in the mean. */
export interface MemoryUse {
  readonly server: number;
  readonly functions: number;
}

export function memoryOf(stack: LocalStack): MemoryUse {
  collectGarbage();
  const ofFunctions = stack.functions.pids().map(residentMegabytes);
  const sum = ofFunctions.reduce((total, each) => total + each, 0);
  return { server: process.memoryUsage().heapUsed / megabyte, functions: sum / Math.max(1, ofFunctions.length) };
}

function residentMegabytes(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
