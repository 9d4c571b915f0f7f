import * as z from "zod/mini";

/** What was saved all the same, and somebody should know of: `KIND`, or `KIND:id` of what it is about. */
export const warnings = z.array(
  z.string().check(z.meta({ description: "Saved all the same.", examples: ["OVERLAPS:A3004"] })),
);
