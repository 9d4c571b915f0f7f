import * as z from "zod/mini";
import { Cap as StoredCap } from "../domain/cap.ts";

/** A cap as the client insurance details list it. The caps are the last confirmed version's; used and remaining are current. */
export const Cap = z
  .strictObject({
    ...z.omit(StoredCap, { clientId: true, insuranceId: true }).shape,
    unitsUsed: z.int(),
    unitsRemaining: z.nullable(z.int()),
    visitsUsed: z.int(),
    visitsRemaining: z.nullable(z.int()),
  })
  .register(z.globalRegistry, { id: "Cap" });
