import { createRequire } from "node:module";
import { join } from "node:path";
import { shiftProcessClock } from "../clock.ts";
import type { FromFunction, FunctionStart, ToFunction } from "./function-instance.ts";

/*
 * The process of one instance of a function, as Lambda's runtime would run it: loads the bundle once, then answers one
 * event after the other. Unlike there it is not frozen in between.
 */

type Handler = (event: unknown, context: object) => unknown;

const start: FunctionStart = JSON.parse(process.argv[2] ?? "{}");

// The server ends its functions; if it is gone, by whatever way, nobody else does.
process.on("disconnect", () => process.exit());

function send(message: FromFunction): void {
  process.send?.(message);
}

function loadHandler(): Handler {
  const [file = "", name = ""] = start.handler.split(".");
  const require = createRequire(join(start.directory, "bundle.js"));
  const handler = require(`./${file}`)[name];
  if (typeof handler !== "function") {
    throw new TypeError(`${start.handler} is not a function exported by the bundle.`);
  }
  return handler;
}

function problemOf(error: unknown) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stack: error.stack ?? "" }
    : { errorType: typeof error, errorMessage: String(error), stack: "" };
}

async function answer(handler: Handler, { requestId, event, remainingMillis }: ToFunction): Promise<void> {
  // By the machine's timers, not by the shifted clock, whose time may stand still.
  const deadline = performance.now() + remainingMillis;
  const context = {
    awsRequestId: requestId,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: "$LATEST",
    invokedFunctionArn: start.arn,
    memoryLimitInMB: "1024",
    logGroupName: `/local/${start.name}`,
    logStreamName: String(process.pid),
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
  try {
    // As text: what JSON loses is lost on Lambda, too, and what JSON refuses is an error there.
    send({ requestId, result: JSON.stringify(await handler(event, context)) ?? "null" });
  } catch (error) {
    send({ requestId, error: problemOf(error) });
  }
}

if (start.dayShift) {
  shiftProcessClock(start.dayShift);
}
try {
  const handler = loadHandler();
  process.on("message", (message: ToFunction) => void answer(handler, message));
  send({ ready: true });
} catch (error) {
  send({ initError: problemOf(error) });
}
