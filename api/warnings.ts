import * as z from "zod/mini";

/** Warnings of something that was saved all the same: `KIND`, or `KIND:id` of what it is about. */
export const warnings = z.array(
  z.string().check(z.meta({ description: "Saved all the same.", examples: ["OVERLAPS:A3004"] })),
);
