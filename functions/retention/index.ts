import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { environment, fromEnvironment } from "../runtime/environment.ts";
import { services, withBlindIndex } from "../runtime/services.ts";
import { retentionInput } from "./retention-input.ts";
import { runRetention } from "./run-retention.ts";

const { RECORD_RETENTION_YEARS: years } = fromEnvironment(environment.retention);
const retention = { ...services(), ...withBlindIndex(), years };

/** Deletes clients at the end of the agency's retention, 30 days after it has listed them. */
export const handler = middy((event: unknown, context: Context) =>
  runRetention(retention, retentionInput(event), () => context.getRemainingTimeInMillis()),
).before(callBegins);
