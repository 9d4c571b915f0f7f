import { setTimeout } from "node:timers/promises";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services } from "../runtime/services.ts";
import { backfillInput } from "./backfill-input.ts";
import { runBackfill } from "./run-backfill.ts";

const backfill = { ...services(), wait: (millis: number) => setTimeout(millis) };

/** Brings stored items into today's layout: by the migration that the input names, or by one whose run was cut off. */
export const handler = middy((event: unknown, context: Context) =>
  runBackfill(backfill, backfillInput(event), () => context.getRemainingTimeInMillis()),
).before(callBegins);
