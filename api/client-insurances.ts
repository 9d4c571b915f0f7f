import * as z from "zod/mini";
import { ClientInsurance as StoredClientInsurance, Subscriber } from "../domain/client-insurance.ts";
import { ClientId, InsuranceId } from "../domain/id.ts";
import { Cap } from "./caps.ts";
import { list } from "./paging.ts";
import { route } from "./route.ts";

const capability = "insurances";
const permission = "insurances:write";
const ofClient = z.strictObject({ clientId: ClientId });
const ofInsurance = z.strictObject({ clientId: ClientId, insuranceId: InsuranceId });

export const ClientInsurance = z
  .strictObject({ ...StoredClientInsurance.shape, payerName: z.string() })
  .register(z.globalRegistry, { id: "ClientInsurance" });
export type ClientInsurance = z.infer<typeof ClientInsurance>;

const ClientInsuranceWithCaps = z
  .strictObject({ ...ClientInsurance.shape, caps: z.array(Cap) })
  .register(z.globalRegistry, { id: "ClientInsuranceWithCaps" });

const fields = StoredClientInsurance.shape;
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
  pathParameters: ofClient,
  replies: { 200: list(ClientInsurance) },
  errors: ["NOT_FOUND"],
});

export const addClientInsurance = route({
  operationId: "addClientInsurance",
  method: "POST",
  path: "/v1/clients/{clientId}/insurances",
  capability,
  summary: "Add a client insurance; without priorAuthsRequired the payer's default marks it",
  permission,
  idempotencyKey: true,
  pathParameters: ofClient,
  body: ClientInsuranceInput,
  replies: { 201: ClientInsurance },
  errors: ["NOT_FOUND", "UNKNOWN_PAYER", "PRIORITY_IN_USE", "EXPIRATION_BEFORE_EFFECTIVE"],
});

export const readClientInsurance = route({
  operationId: "readClientInsurance",
  method: "GET",
  path: "/v1/clients/{clientId}/insurances/{insuranceId}",
  capability,
  summary: "Client insurance details with the caps of its authorizations",
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
  permission,
  ifMatch: true,
  pathParameters: ofInsurance,
  body: ClientInsuranceChange,
  replies: { 200: ClientInsurance },
  errors: ["NOT_FOUND", "UNKNOWN_PAYER", "PRIORITY_IN_USE", "EXPIRATION_BEFORE_EFFECTIVE"],
});

export const deleteClientInsurance = route({
  operationId: "deleteClientInsurance",
  method: "DELETE",
  path: "/v1/clients/{clientId}/insurances/{insuranceId}",
  capability,
  summary: "Delete a client insurance that has no authorizations",
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
  pathParameters: ofInsurance,
  replies: { 200: list(Cap) },
  errors: ["NOT_FOUND"],
});
