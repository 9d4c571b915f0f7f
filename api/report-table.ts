import * as z from "zod/mini";
import { Client } from "../domain/client.ts";
import { Authorization } from "./authorizations.ts";
import { csvTable, moment } from "./csv.ts";

const ReportClient = z
  .pick(Client, {
    clientId: true,
    firstName: true,
    middleName: true,
    lastName: true,
    dateOfBirth: true,
    program: true,
    location: true,
    status: true,
  })
  .register(z.globalRegistry, { id: "ReportClient" });

/** The tracker row of an authorization, with its client. */
export const ReportedAuthorization = z
  .strictObject({ ...Authorization.shape, client: ReportClient })
  .register(z.globalRegistry, { id: "ReportedAuthorization" });

/** The table of both reports: the client first, then what was approved, then what is left of it. */
export const reportTable = csvTable<z.infer<typeof ReportedAuthorization>>({
  "Client ID": ({ client }) => client.clientId,
  "Last name": ({ client }) => client.lastName,
  "First name": ({ client }) => client.firstName,
  "Middle name": ({ client }) => client.middleName,
  "Date of birth": ({ client }) => moment(client.dateOfBirth),
  "Client status": ({ client }) => client.status,
  Program: ({ client }) => client.program,
  Location: ({ client }) => client.location,
  Insurance: (row) => row.payerName,
  "Authorization number": (row) => row.authorizationNumber,
  C: (row) => row.confirmedMark,
  Confirmation: (row) => row.confirmation.state,
  Procedure: (row) => row.procedure.label,
  "Activity codes": (row) => row.procedure.activityCodes.join(" "),
  "Effective date": (row) => moment(row.effectiveDate),
  "Expiration date": (row) => moment(row.expirationDate),
  "Days left": (row) => row.daysLeft,
  Status: (row) => row.status,
  Flags: (row) => row.flags.join(" "),
  "Units authorized": (row) => row.units.authorized,
  "Units used": (row) => row.units.used,
  "Units scheduled": (row) => row.units.scheduled,
  "Units remaining": (row) => row.units.remaining,
  "Units available": (row) => row.units.available,
  "Visits authorized": (row) => row.visits.authorized,
  "Visits used": (row) => row.visits.used,
  "Visits scheduled": (row) => row.visits.scheduled,
  "Visits remaining": (row) => row.visits.remaining,
  "Visits available": (row) => row.visits.available,
  "Percent used": (row) => row.percentUsed,
  Notes: (row) => row.notes,
  "Added at": (row) => moment(row.createdAt),
  "Added by": (row) => row.createdBy,
  "Authorization ID": (row) => row.authorizationId,
});
