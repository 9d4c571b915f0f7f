import middy from "@middy/core";
import type { CloudWatchLogsEvent } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services } from "../runtime/services.ts";
import { loggedLines } from "./logged-lines.ts";
import { recordAccesses } from "./record-accesses.ts";

const common = services();

/** Takes what functions behind the API have logged, and keeps who was told of which client. */
export const handler = middy((event: CloudWatchLogsEvent) => recordAccesses(common, loggedLines(event))).before(
  callBegins,
);
