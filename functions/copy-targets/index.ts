import middy from "@middy/core";
import type { SQSEvent } from "aws-lambda";
import { callBegins } from "../runtime/call-time.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { continueBatch } from "./continue-batch.ts";

const common = services();
const copying = { ...common, ...withCatalog(common.table), ...withPublisher() };

export const handler = middy((batch: SQSEvent) => continueBatch(batch, copying)).before(callBegins);
