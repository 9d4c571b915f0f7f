import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins, callBudget } from "../runtime/call-time.ts";
import { environment, fromEnvironment } from "../runtime/environment.ts";
import { services, withBlindIndex } from "../runtime/services.ts";
import { anchorAudits, anchorInput } from "./anchor-audits.ts";
import { anchorBucket } from "./anchor-bucket.ts";

const { ANCHOR_BUCKET } = fromEnvironment(environment.anchors);
const anchoring = { ...services(), ...withBlindIndex(), bucket: anchorBucket(ANCHOR_BUCKET, callBudget) };

/** Anchors what audits end with, where none of the functions that write them can reach it. */
export const handler = middy((event: unknown, context: Context) =>
  anchorAudits(anchoring, () => context.getRemainingTimeInMillis(), anchorInput(event)),
).before(callBegins);
