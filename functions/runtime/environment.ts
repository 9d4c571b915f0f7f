import * as z from "zod/mini";
import { ReadPermission } from "../../domain/permission.ts";

const nonEmpty = z.string().check(z.minLength(1));

/** A value that is told as JSON. */
function json<Schema extends z.ZodMiniType>(schema: Schema) {
  const parsed = z.pipe(
    nonEmpty,
    z.transform((text): unknown => JSON.parse(text)),
  );
  return z.pipe(parsed, schema as z.ZodMiniType<z.output<Schema>, unknown>);
}

/** The environment variables of functions. Each function gets only those it needs; asking for another fails at its start. */
export const environment = {
  common: z.object({ AGENCY_ID: nonEmpty, AGENCY_TIME_ZONE: nonEmpty, TABLE_NAME: nonEmpty }),
  http: z.object({
    PERMISSIONS_CLAIM: nonEmpty,
    READ_PERMISSION: ReadPermission,
    TOKEN_SCOPE: z.optional(nonEmpty),
    AGENCY_CLAIM: z.optional(json(z.strictObject({ name: nonEmpty, value: nonEmpty }))),
  }),
  catalog: z.object({ BILLING_ENGINE: z.enum(["true", "false"]) }),
  cursors: z.object({ CURSOR_KEY: nonEmpty }),
  anchors: z.object({ ANCHOR_BUCKET: nonEmpty }),
  blindIndex: z.object({ BLIND_INDEX_KEY: nonEmpty }),
  events: z.object({ EVENT_BUS_NAME: nonEmpty }),
  retention: z.object({ RECORD_RETENTION_YEARS: z.optional(z.coerce.number().check(z.int(), z.minimum(6))) }),
  deadLetters: z.object({
    /** By the ARN of a queue the address of its dead letters, as JSON. */
    DEAD_LETTERS: json(z.record(z.string(), nonEmpty)),
    MOST_ATTEMPTS: z.coerce.number().check(z.int(), z.minimum(1)),
  }),
} as const;

export function fromEnvironment<Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new Error(`The environment of this function lacks a valid ${names}.`);
}
