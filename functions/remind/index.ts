import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services, withPublisher } from "../runtime/services.ts";
import { giveAlerts } from "./give-alerts.ts";

const remind = { ...services(), ...withPublisher() };

export const handler = middy((_event: unknown, context: Context) =>
  giveAlerts(remind, () => context.getRemainingTimeInMillis()),
).before(callBegins);
