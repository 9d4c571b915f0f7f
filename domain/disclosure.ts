import * as z from "zod/mini";
import { CalendarDate, Instant } from "./calendar.ts";
import { ClientId } from "./id.ts";
import { shortText } from "./text.ts";

/** What an accounting of disclosures says of each (45 CFR 164.528(b)). */
export const DisclosureInput = z
  .strictObject({
    disclosedOn: CalendarDate.check(z.meta({ description: "From 1990-01-01 to today." })),
    recipient: shortText(200).check(z.meta({ description: "Who received it." })),
    recipientAddress: z.exactOptional(shortText(300).check(z.meta({ description: "If it is known." }))),
    description: shortText(1000).check(z.meta({ description: "What was disclosed, in brief." })),
    purpose: shortText(1000).check(z.meta({ description: "What for, in brief; or the request for it." })),
  })
  .register(z.globalRegistry, { id: "DisclosureInput" });

/** Never changed: a mistake is put right by another one. */
export const Disclosure = z
  .strictObject({
    disclosureId: z.string(),
    clientId: ClientId,
    ...DisclosureInput.shape,
    recordedAt: Instant,
    recordedBy: z.string(),
  })
  .register(z.globalRegistry, { id: "Disclosure" });
export type Disclosure = z.infer<typeof Disclosure>;
