import * as z from "zod/mini";
import { Disclosure, DisclosureInput } from "../domain/disclosure.ts";
import { HandlingInput } from "../domain/handling.ts";
import { ClientId } from "../domain/id.ts";
import { csvQuery, csvTable, moment } from "./csv.ts";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";

const capability = "records";
const permission = "records:manage";
const pathParameters = z.strictObject({ clientId: ClientId });

/** One thing that is stored of a client. */
const RecordRow = z
  .strictObject({
    kind: z.string().check(
      z.meta({
        description:
          "client, insurance, authorization, balance, cap, service, dayOfService, movement, handling, disclosure, audit, access and others.",
      }),
    ),
    id: z.string().check(z.meta({ description: "Its key in the table." })),
    fields: z.record(z.string(), z.unknown()).check(z.meta({ description: "Everything that is stored of it." })),
  })
  .register(z.globalRegistry, { id: "RecordRow" });
export type RecordRow = z.infer<typeof RecordRow>;

export const readRecord = route({
  operationId: "readRecord",
  method: "GET",
  path: "/v1/clients/{clientId}/record",
  capability,
  summary: "All that is stored of a client, audit and accesses included; as CSV by Accept: text/csv",
  description:
    "For a client who asks for the record, or a court. Page by page, the client first, the accesses last; a page may be shorter than " +
    "its limit. Pages follow each other and are no picture of one moment: what is changed meanwhile is on its page as it is then. As " +
    "CSV up to 500 rows a file, with the fields as JSON. Asking for it is itself an access.",
  permission,
  pathParameters,
  query: z.strictObject({ ...csvQuery, ...pageQuery }),
  replies: { 200: page(RecordRow) },
  csv: csvTable<RecordRow>({
    Kind: ({ kind }) => kind,
    ID: ({ id }) => id,
    Fields: ({ fields }) => JSON.stringify(fields),
  }),
  errors: ["NOT_FOUND"],
});

export const addDisclosure = route({
  operationId: "addDisclosure",
  method: "POST",
  path: "/v1/clients/{clientId}/disclosures",
  capability,
  summary: "Record that something of a client's record was disclosed",
  description:
    "For the accounting of disclosures. Those for treatment, payment and operations, to the client, or by the client's authorization " +
    "need not be in it. An entry is never changed: a mistake is put right by another one that says so.",
  permission,
  idempotencyKey: true,
  pathParameters,
  body: DisclosureInput,
  replies: { 201: Disclosure },
  errors: ["NOT_FOUND", "DATE_OUT_OF_BOUNDS"],
});

export const listDisclosures = route({
  operationId: "listDisclosures",
  method: "GET",
  path: "/v1/clients/{clientId}/disclosures",
  capability,
  summary: "The accounting of a client's disclosures, the latest day first; as CSV by Accept: text/csv",
  description: "What a client may ask for of the last six years.",
  permission,
  pathParameters,
  query: z.strictObject({ ...csvQuery, ...pageQuery }),
  replies: { 200: page(Disclosure) },
  csv: csvTable<Disclosure>({
    "Disclosed on": ({ disclosedOn }) => moment(disclosedOn),
    Recipient: ({ recipient }) => recipient,
    "Recipient's address": ({ recipientAddress }) => recipientAddress,
    Description: ({ description }) => description,
    Purpose: ({ purpose }) => purpose,
    "Recorded at": ({ recordedAt }) => moment(recordedAt),
    "Recorded by": ({ recordedBy }) => recordedBy,
    "Disclosure ID": ({ disclosureId }) => disclosureId,
  }),
  errors: ["NOT_FOUND"],
});

const Handling = z
  .strictObject({
    ...HandlingInput.shape,
    version: z.int().check(z.minimum(0), z.meta({ description: "Counts changes; 0 until something is entered." })),
  })
  .register(z.globalRegistry, { id: "Handling" });

export const readHandling = route({
  operationId: "readHandling",
  method: "GET",
  path: "/v1/clients/{clientId}/handling",
  capability,
  summary: "Whether a client's record is restricted or on legal hold, and why",
  description: "That it is so, everybody sees who sees the client: `isRestricted` and `isOnLegalHold`.",
  permission,
  pathParameters,
  replies: { 200: Handling },
  errors: ["NOT_FOUND"],
});

export const putHandling = route({
  operationId: "putHandling",
  method: "PUT",
  path: "/v1/clients/{clientId}/handling",
  capability,
  summary: "Restrict a client's record, put it on legal hold, or end that",
  description:
    "Both are sent each time; null ends one. What is on hold is not deleted, however old. The client's own version goes up when a mark " +
    "of it comes or goes.",
  permission,
  ifMatch: true,
  pathParameters,
  body: HandlingInput,
  replies: { 200: Handling },
  errors: ["NOT_FOUND"],
});
