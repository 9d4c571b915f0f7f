import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { handlingMarks } from "../domain/handling.ts";
import { ClientId } from "../domain/id.ts";
import { Authorization } from "./authorizations.ts";
import { ClientInsurance } from "./client-insurances.ts";
import { leftOut } from "./paging.ts";
import { route } from "./route.ts";

/** Where the tracker is shown; the rows are the same everywhere. */
const TrackerContext = z
  .enum(["NOTE", "FACE_SHEET", "ITP"])
  .check(z.meta({ description: "Where the tracker is shown. ITP: individual treatment plan." }));

const Tracker = z
  .strictObject({
    clientId: ClientId,
    visible: z
      .boolean()
      .check(
        z.meta({ description: "Whether one insurance in force on that day requires prior auths; no rows until then." }),
      ),
    context: TrackerContext,
    asOf: CalendarDate,
    insurances: z.array(ClientInsurance),
    authorizations: z.array(Authorization),
    ...handlingMarks,
    ...leftOut,
  })
  .register(z.globalRegistry, { id: "Tracker" });

export const readTracker = route({
  operationId: "readTracker",
  method: "GET",
  path: "/v1/clients/{clientId}/authorization-tracker",
  capability: "tracker",
  summary: "A client's tracker: the insurances, and every authorization that is not discontinued",
  description:
    "Everything that the tracker on a Note, a Face Sheet or an ITP shows, in one call. `visible` is false " +
    "and there are no rows until an insurance that is in force on that day requires prior auths. `allowedActions` of a row " +
    "says which buttons this user may see. `asOf` shows the statuses of another day, and of a past one " +
    "the usage of that day as well, by the day of the service, as a ledger does.",
  pathParameters: z.strictObject({ clientId: ClientId }),
  query: z.strictObject({
    context: z._default(TrackerContext, "FACE_SHEET"),
    asOf: z.exactOptional(CalendarDate),
    hideExpired: z.exactOptional(z.enum(["true", "false"])),
  }),
  replies: { 200: Tracker },
  errors: ["NOT_FOUND"],
});
