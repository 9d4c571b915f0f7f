import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services, withPublisher } from "../runtime/services.ts";
import { resendUnsent } from "./resend-unsent.ts";

const resend = { ...services(), ...withPublisher() };

export const handler = middy((_event: unknown, context: Context) =>
  resendUnsent(resend, () => context.getRemainingTimeInMillis()),
).before(callBegins);
