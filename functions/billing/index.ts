import { withDeadLetters } from "../runtime/dead-letters.ts";
import { queueFunction } from "../runtime/queue-function.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { billingWork } from "./apply-events.ts";

const common = services();

export const handler = queueFunction(
  billingWork({ ...common, ...withCatalog(common.table), ...withPublisher() }),
  withDeadLetters(),
);
