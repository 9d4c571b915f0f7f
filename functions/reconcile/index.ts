import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { reconcileCaps } from "./reconcile-caps.ts";
import { reconcileInput } from "./reconcile-input.ts";
import { repairCaps } from "./repair-caps.ts";

const common = services();
const reconcile = { ...common, ...withCatalog(common.table), ...withPublisher() };

/** Compares caps with their authorizations; or repairs those that the input names. */
export const handler = middy(async (event: unknown, context: Context) => {
  const { again = false, repair, requestedBy } = reconcileInput(event);
  return repair === undefined
    ? reconcileCaps(reconcile, () => context.getRemainingTimeInMillis(), again)
    : repairCaps(reconcile, repair, requestedBy);
}).before(callBegins);
