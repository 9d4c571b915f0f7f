import * as z from "zod/mini";
import { InstantWithOffset } from "../domain/calendar.ts";
import { AuthorizationId, ClientId, InsuranceId, ServiceId } from "../domain/id.ts";
import { postedFields } from "../domain/service.ts";
import { atLeast, atMost } from "../domain/text.ts";

/** The `source` of events that the billing engine puts on the bus. */
export const billingEngineSource = "billing-engine";

/** What may be left out may be null as well: engines write their empty columns so. */
const orNull = <Field extends z.ZodMiniType>(field: Field) => z.exactOptional(z.nullable(field));

/** Our own metadata, as far as the engine gives it. Id and time of the bus's envelope replace what it leaves out. */
const Metadata = z.object({
  eventId: orNull(z.string().check(atLeast(1), atMost(128))),
  occurredAt: orNull(InstantWithOffset),
});

const { activityCode, serviceDate, units } = postedFields;
const ofService = { clientId: ClientId, serviceId: ServiceId };
const Rendered = z
  .object({
    ...ofService,
    activityCode,
    serviceDate,
    units,
    status: orNull(z.literal("RENDERED", { error: "must be RENDERED: what is only scheduled is not told by events" })),
    insuranceId: orNull(InsuranceId),
    authorizationId: orNull(AuthorizationId),
  })
  .register(z.globalRegistry, { id: "ServiceRenderedData" });
const Voided = z.object(ofService).register(z.globalRegistry, { id: "ServiceVoidedData" });

const wrapped = <Data extends z.ZodMiniType>(data: Data) => z.object({ metadata: orNull(Metadata), data });

export const ServiceRenderedDetail = wrapped(Rendered);
export const ServiceVoidedDetail = wrapped(Voided);

/** Written as {metadata, data}, or as the bare data. */
export const ServiceRendered = z
  .union([ServiceRenderedDetail, Rendered])
  .register(z.globalRegistry, { id: "ServiceRendered" });
export const ServiceVoided = z.union([ServiceVoidedDetail, Voided]).register(z.globalRegistry, { id: "ServiceVoided" });
