import * as z from "zod/mini";
import { ClientId, ServiceId } from "../domain/id.ts";
import { postedFields } from "../domain/service.ts";

/** The `source` of events that the billing engine puts on the bus. */
export const billingEngineSource = "billing-engine";

/** As much of our own metadata as the engine gives. Without it, id and time of the bus's envelope stand in. */
const Metadata = z.object({
  eventId: z.string().check(z.minLength(1), z.maxLength(128)),
  occurredAt: z.exactOptional(
    z
      .string()
      .check(
        z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/, { error: "must be a UTC instant" }),
        z.meta({ format: "date-time" }),
      ),
  ),
});

const { status: _, ...rendered } = postedFields;
const Rendered = z
  .object({ clientId: ClientId, serviceId: ServiceId, ...rendered })
  .register(z.globalRegistry, { id: "ServiceRenderedData" });
const Voided = z
  .object({ clientId: ClientId, serviceId: ServiceId })
  .register(z.globalRegistry, { id: "ServiceVoidedData" });

/** Written as {metadata, data}, or as the bare data. */
const detail = <Data extends z.ZodMiniType>(data: Data) => z.union([z.object({ metadata: Metadata, data }), data]);

export const ServiceRendered = detail(Rendered).register(z.globalRegistry, { id: "ServiceRendered" });
export type ServiceRendered = z.infer<typeof Rendered>;
export const ServiceVoided = detail(Voided).register(z.globalRegistry, { id: "ServiceVoided" });
export type ServiceVoided = z.infer<typeof Voided>;
export type BillingEngineMetadata = z.infer<typeof Metadata>;
