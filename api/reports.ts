import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ClientStatusFilter } from "../domain/client.ts";
import { DueClient as StoredDueClient } from "../domain/retention.ts";
import { atLeast, searchText } from "../domain/text.ts";
import { WorklistSort } from "../domain/worklist.ts";
import { csvQuery } from "./csv.ts";
import { clientsPage, page, pageQuery } from "./paging.ts";
import { ReportedAuthorization, reportTable } from "./report-table.ts";
import { route } from "./route.ts";

const capability = "reports";
const permission = "reports:read";

const UnconfirmedPage = z.strictObject({
  ...clientsPage(ReportedAuthorization).shape,
  billingEngine: z.boolean().check(z.meta({ description: "False: nothing can be confirmed, so nothing is listed." })),
});

const described = (description: string) => z.meta({ description });
const ofClient = (what: string) =>
  z.exactOptional(
    searchText(100).check(atLeast(1), described(`Only clients of this ${what}, whatever its case and accents.`)),
  );

const clientStatus = z._default(
  ClientStatusFilter.check(described("Only clients of this status, with ALL of either.")),
  "ACTIVE",
);

const DueClient = z
  .strictObject({
    ...StoredDueClient.shape,
    deletedFrom: CalendarDate.check(
      described("The first day on which the job may delete it: 30 days after it was listed."),
    ),
  })
  .register(z.globalRegistry, { id: "DueClient" });

export const listRetentionDue = route({
  operationId: "listRetentionDue",
  method: "GET",
  path: "/v1/reports/retention-due",
  capability: "records",
  summary: "Clients whose records will be deleted, at the end of the agency's retention",
  description:
    "Inactive ones without an open authorization or a legal hold, whose last day is longer ago than the agency keeps records. To be " +
    "looked at by a person: an ACTIVE client, or one on legal hold, is not deleted. Empty where the agency's file says nothing of " +
    "retention.",
  permission: "records:manage",
  query: z.strictObject(pageQuery),
  replies: { 200: page(DueClient) },
});

export const listClientAuthorizations = route({
  operationId: "listClientAuthorizations",
  method: "GET",
  path: "/v1/reports/client-authorizations",
  capability,
  summary: "Authorizations of all clients by expiration date, without discontinued ones; as CSV by Accept: text/csv",
  description:
    "Which authorizations run out soon. Without dates: what expires from today to 30 days later. With " +
    "`Accept: text/csv` the same as a file of up to 2,000 rows. One whose expiration date is moved while pages are read is missing " +
    "from none of them together; it may be on two: `authorizationId` tells, and the later one counts.",
  permission,
  query: z.strictObject({
    expiresIn: z.exactOptional(
      z
        .enum(["7", "14", "30"])
        .check(
          described(
            "Expires from asOf to so many days later, both included. Without any dates: 30; with lowUnits all that is current.",
          ),
        ),
    ),
    effectiveOnOrAfter: z.exactOptional(
      CalendarDate.check(
        described(
          "Only with an effective date on or after this day; expired ones of these dates too. Not with expiresIn. " +
            "Without expirationOnOrBefore: what expires within five years.",
        ),
      ),
    ),
    expirationOnOrBefore: z.exactOptional(
      CalendarDate.check(
        described(
          "Only with an expiration date on or before this day. Not with expiresIn. Without effectiveOnOrAfter: what " +
            "expires from asOf on.",
        ),
      ),
    ),
    program: ofClient("program"),
    location: ofClient("location"),
    clientStatus,
    lowUnits: z.exactOptional(
      z
        .string()
        .check(
          z.regex(/^(?:true|0|[1-9]\d{0,5})$/, { error: "must be true or a whole number from 0 to 999999" }),
          z.meta({ maxLength: 6 }),
          described(
            "Only those running low, without dates whenever they expire: with at most so many units or visits remaining, " +
              "whichever is less; or `true`: with one of OVERUSE, ZERO_LEFT, ONE_LEFT, TWO_LEFT, VARIABLE_LEFT, OVERSCHEDULED as " +
              "status or flag.",
          ),
        ),
    ),
    asOf: z.exactOptional(
      CalendarDate.check(
        described(
          "The day that statuses, days left and expiresIn are computed for; today if left out. What is used is today's, whatever day.",
        ),
      ),
    ),
    ...csvQuery,
    ...pageQuery,
  }),
  replies: { 200: clientsPage(ReportedAuthorization) },
  csv: reportTable,
});

export const listUnconfirmedAuthorizations = route({
  operationId: "listUnconfirmedAuthorizations",
  method: "GET",
  path: "/v1/reports/unconfirmed-authorizations",
  capability,
  summary: "Authorizations that are unconfirmed or stale, without discontinued ones; as CSV by Accept: text/csv",
  description:
    "The worklist of whoever confirms: a confirmed one is gone on the next call. In an agency without a billing engine nothing is " +
    "to be confirmed: no items, and `billingEngine` false. Once it gets one, those that were entered without follow within minutes. " +
    "With `Accept: text/csv` the same as a file of up to 2,000 rows.",
  permission,
  query: z.strictObject({
    sort: z._default(
      WorklistSort.check(
        described(
          "authDate: the moment at which it was entered, what waits longest first. addedBy: the id of the user who entered " +
            "it. insuranceName: the payer's name as it is now. Names without regard to case and accents.",
        ),
      ),
      "lastName",
    ),
    clientStatus,
    ...csvQuery,
    ...pageQuery,
  }),
  replies: { 200: UnconfirmedPage },
  csv: reportTable,
});
