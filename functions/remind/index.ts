import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { giveAlerts } from "./give-alerts.ts";

const common = services();
const remind = { ...common, ...withCatalog(common.table), ...withPublisher() };

export const handler = middy((_event: unknown, context: Context) =>
  giveAlerts(remind, () => context.getRemainingTimeInMillis()),
).before(callBegins);
