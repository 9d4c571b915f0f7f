import * as z from "zod/mini";

/**
 * An enumeration of replies that may get new values without a breaking change: the contract names the values of this release and
 * does not promise that there are no others. What we answer is still checked against them.
 */
export function openEnum<Values extends Readonly<Record<string, string>>>(
  values: z.ZodMiniEnum<Values>,
): z.ZodMiniEnum<Values> {
  z.globalRegistry.add(values, { ...z.globalRegistry.get(values), "x-extensible-enum": values.options });
  return values;
}
