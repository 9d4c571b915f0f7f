import { withDeadLetters } from "../runtime/dead-letters.ts";
import { queueFunction } from "../runtime/queue-function.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { copyWork } from "./continue-copy.ts";

const common = services();

export const handler = queueFunction(
  copyWork({ ...common, ...withCatalog(common.table), ...withPublisher() }),
  withDeadLetters(),
);
