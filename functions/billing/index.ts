import middy from "@middy/core";
import type { SQSEvent } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { applyBatch } from "./apply-batch.ts";
import { withDeadLetters } from "./dead-letters.ts";

const common = services();
const billing = { ...common, ...withCatalog(common.table), ...withPublisher(), ...withDeadLetters() };

export const handler = middy((batch: SQSEvent) => applyBatch(batch, billing)).before(callBegins);
