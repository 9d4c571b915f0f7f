import * as z from "zod/mini";
import { ClientId } from "./id.ts";
import { shortText } from "./text.ts";

/** A use or disclosure that the agency has agreed not to make (45 CFR 164.522(a)). */
const Restriction = z.strictObject({ note: shortText(1000) });
/** A reason, such as a suit, for which nothing of the client may be deleted. */
const LegalHold = z.strictObject({ reason: shortText(1000) });

/** How a client's record is to be handled. Both are entered by who manages records, apart from the client. */
export const HandlingInput = z
  .strictObject({ restriction: z.nullable(Restriction), legalHold: z.nullable(LegalHold) })
  .register(z.globalRegistry, { id: "HandlingInput" });

export const StoredHandling = z.strictObject({
  clientId: ClientId,
  ...HandlingInput.shape,
  updatedBy: z.string(),
  version: z.int(),
});
export type StoredHandling = z.infer<typeof StoredHandling>;

/** Without an item of its own, nothing is said. */
export const noHandling = (clientId: string): StoredHandling => ({
  clientId,
  restriction: null,
  legalHold: null,
  updatedBy: "",
  version: 0,
});

const mark = (description: string) => z.exactOptional(z.literal(true).check(z.meta({ description })));

/** What everybody sees of it who sees the client: that it is so, not why. */
export const handlingMarks = {
  isRestricted: mark("The agency has agreed to restrict what it uses or discloses: ask who manages records."),
  isOnLegalHold: mark("Nothing of the client may be deleted."),
} as const;

export interface HandlingMarks {
  readonly isRestricted?: true;
  readonly isOnLegalHold?: true;
}

export function marksOf({ restriction, legalHold }: z.infer<typeof HandlingInput>): HandlingMarks {
  return { ...(restriction !== null && { isRestricted: true }), ...(legalHold !== null && { isOnLegalHold: true }) };
}

/** The marks of a client as they stand, for a change of anything else. */
export function marksKept({ isRestricted, isOnLegalHold }: HandlingMarks = {}): HandlingMarks {
  return { ...(isRestricted && { isRestricted }), ...(isOnLegalHold && { isOnLegalHold }) };
}
