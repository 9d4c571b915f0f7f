import * as z from "zod/mini";
import { ClientInsurance as StoredClientInsurance, Subscriber } from "../domain/client-insurance.ts";
import { ClientId, InsuranceId } from "../domain/id.ts";
import { Cap } from "./caps.ts";
import { clientsList } from "./paging.ts";
import { route } from "./route.ts";
import { warnings } from "./warnings.ts";

const capability = "insurances";
const permission = "insurances:write";
const ofClient = z.strictObject({ clientId: ClientId });
const ofInsurance = z.strictObject({ clientId: ClientId, insuranceId: InsuranceId });

const { updatedBy: _, ...fields } = StoredClientInsurance.shape;

export const ClientInsurance = z
  .strictObject({
    ...fields,
    payerName: z.string(),
    inForce: z.exactOptional(
      z.boolean().check(
        z.meta({
          description:
            "Of an insurance with dates of its own: whether it is active and within them today; in a tracker, on its as-of day.",
        }),
      ),
    ),
  })
  .register(z.globalRegistry, { id: "ClientInsurance" });
export type ClientInsurance = z.infer<typeof ClientInsurance>;

const ClientInsuranceWithWarnings = z
  .strictObject({ ...ClientInsurance.shape, warnings: z.exactOptional(warnings) })
  .register(z.globalRegistry, { id: "ClientInsuranceWithWarnings" });

const ClientInsuranceWithCaps = z
  .strictObject({ ...ClientInsurance.shape, caps: z.array(Cap) })
  .register(z.globalRegistry, { id: "ClientInsuranceWithCaps" });

const entered = {
  priority: fields.priority,
  payerId: fields.payerId,
  subscriberNumber: fields.subscriberNumber,
  priorAuthsRequired: z.exactOptional(fields.priorAuthsRequired),
  groupNumber: fields.groupNumber,
  effectiveDate: fields.effectiveDate,
  expirationDate: fields.expirationDate,
  subscriber: fields.subscriber,
  populateSubscriberFromClient: z.exactOptional(
    z.literal(true).check(z.meta({ description: "Fills the subscriber from the client; given fields win." })),
  ),
};

export const ClientInsuranceInput = z.strictObject(entered).register(z.globalRegistry, { id: "ClientInsuranceInput" });
export type ClientInsuranceInput = z.infer<typeof ClientInsuranceInput>;

/** Any of the fields; null clears an optional one. */
const ClientInsuranceChange = z
  .partial(
    z.strictObject({
      ...entered,
      status: fields.status,
      swapPriority: z
        .literal(true)
        .check(
          z.meta({ description: "With `priority`: the active insurance that has it gets the one that this one had." }),
        ),
      groupNumber: z.nullable(fields.groupNumber.def.innerType),
      effectiveDate: z.nullable(fields.effectiveDate.def.innerType),
      expirationDate: z.nullable(fields.expirationDate.def.innerType),
      subscriber: z.nullable(Subscriber),
    }),
  )
  .register(z.globalRegistry, { id: "ClientInsuranceChange" });

export const listClientInsurances = route({
  operationId: "listClientInsurances",
  method: "GET",
  path: "/v1/clients/{clientId}/insurances",
  capability,
  summary: "A client's insurances by priority",
  description: "Those in force today first, each with the name of its payer and whether prior auths are required.",
  pathParameters: ofClient,
  replies: { 200: clientsList(ClientInsurance) },
  errors: ["NOT_FOUND"],
});

export const addClientInsurance = route({
  operationId: "addClientInsurance",
  method: "POST",
  path: "/v1/clients/{clientId}/insurances",
  capability,
  summary: "Add a client insurance; without priorAuthsRequired the payer's default marks it",
  description:
    "`populateSubscriberFromClient` fills the subscriber with the client's own data, over which given " +
    "fields win. A second active insurance with the same priority is 409 PRIORITY_IN_USE. Every missing " +
    "field is named at once.",
  permission,
  idempotencyKey: true,
  pathParameters: ofClient,
  body: ClientInsuranceInput,
  replies: { 201: ClientInsurance },
  errors: ["NOT_FOUND", "UNKNOWN_PAYER", "PRIORITY_IN_USE", "EXPIRATION_BEFORE_EFFECTIVE", "DATE_OUT_OF_BOUNDS"],
});

export const readClientInsurance = route({
  operationId: "readClientInsurance",
  method: "GET",
  path: "/v1/clients/{clientId}/insurances/{insuranceId}",
  capability,
  summary: "Client insurance details with the caps of its authorizations",
  description:
    "The insurance, and per confirmed authorization what billing caps: number, activity codes, units and " +
    "visits with what is used and remaining.",
  pathParameters: ofInsurance,
  replies: { 200: ClientInsuranceWithCaps },
  errors: ["NOT_FOUND"],
});

export const changeClientInsurance = route({
  operationId: "changeClientInsurance",
  method: "PATCH",
  path: "/v1/clients/{clientId}/insurances/{insuranceId}",
  capability,
  summary: "Change a client insurance; null clears an optional field",
  description:
    "Send only what changes, with the ETag that was read as If-Match; after a 412 read again and decide " +
    "anew. Sent again by the same user, since the reply was lost, it answers 200 with what stands. A mark that is sent makes its `source` EXPLICIT. Another `payerId` while authorizations are open is 409 PAYER_IN_USE: " +
    "another payer is another insurance; a subscriber number may be corrected. With `swapPriority` primary and secondary change places in one request, and both get " +
    "a new version. `warnings`, where there are any, name the insurance's open " +
    "authorizations that nothing can be done with from now on but to discontinue them, since it is INACTIVE or not marked " +
    "(`AUTHORIZATION_STRANDED:<authorizationId>`): lists and alerts leave them out, and where the tracker hides them the " +
    "history has them. `OUTSIDE_INSURANCE_DATES:<authorizationId>` names those with days outside the insurance's dates. Of " +
    "each the first 100, then `:+<n>`.",
  permission,
  ifMatch: true,
  pathParameters: ofInsurance,
  body: ClientInsuranceChange,
  replies: { 200: ClientInsuranceWithWarnings },
  errors: [
    "NOT_FOUND",
    "UNKNOWN_PAYER",
    "PAYER_IN_USE",
    "PRIORITY_IN_USE",
    "EXPIRATION_BEFORE_EFFECTIVE",
    "DATE_OUT_OF_BOUNDS",
  ],
});

export const deleteClientInsurance = route({
  operationId: "deleteClientInsurance",
  method: "DELETE",
  path: "/v1/clients/{clientId}/insurances/{insuranceId}",
  capability,
  summary: "Delete a client insurance that has no authorizations",
  description:
    "For one that was entered by mistake. With authorizations, also discontinued ones and those that were confirmed " +
    "under it and moved since, the answer is 409 IN_USE: make it INACTIVE instead.",
  permission,
  ifMatch: true,
  pathParameters: ofInsurance,
  replies: { 204: null },
  errors: ["NOT_FOUND", "IN_USE"],
});

export const listCaps = route({
  operationId: "listCaps",
  method: "GET",
  path: "/v1/clients/{clientId}/insurances/{insuranceId}/caps",
  capability,
  summary: "The caps of a client insurance",
  description:
    "Billing's view of the insurance. A cap appears a moment after the confirm, when billing has stored " + "it.",
  pathParameters: ofInsurance,
  replies: { 200: clientsList(Cap) },
  errors: ["NOT_FOUND"],
});
