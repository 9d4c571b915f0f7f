import { expectTypeOf, it } from "vitest";
import type { LoggedEvent } from "../../../local/messaging/event-log.ts";
import type { LoggedEvent as ReadEvent } from "../../../web/pages/events-table/local-console.ts";

it("the Events page reads events as the local server logs them", () => {
  expectTypeOf<ReadEvent>().toEqualTypeOf<LoggedEvent>();
});
