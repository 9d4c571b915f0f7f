import * as z from "zod/mini";

/**
 * An enumeration of replies that may get new values without breaking anybody: the contract names the values of this release
 * without promising that there are no others. What we answer is checked against them all the same.
 */
export function openEnum<Values extends Readonly<Record<string, string>>>(
  values: z.ZodMiniEnum<Values>,
): z.ZodMiniEnum<Values> {
  z.globalRegistry.add(values, { ...z.globalRegistry.get(values), "x-extensible-enum": values.options });
  return values;
}
