import { expectTypeOf, it } from "vitest";
import type { LoggedEvent } from "../../../local/messaging/event-log.ts";
import type { DeadLetter } from "../../../local/messaging/queue.ts";
import type {
  DeadLetter as ReadDeadLetter,
  LoggedEvent as ReadEvent,
} from "../../../web/pages/events-table/local-console.ts";

it("the Events page reads events and dead letters as the local server tells them", () => {
  expectTypeOf<ReadEvent>().toEqualTypeOf<LoggedEvent>();
  expectTypeOf<ReadDeadLetter>().toEqualTypeOf<DeadLetter>();
});
