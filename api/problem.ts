import * as z from "zod/mini";
import { type ErrorCode, mostTold } from "../domain/domain-error.ts";
import { ReallocationPlan } from "../domain/reallocation-plan.ts";
import { atMost } from "../domain/text.ts";

/** RFC 9457 problem details, the body of every reply that is not a success. */
export const Problem = z
  .strictObject({
    type: z
      .string()
      .check(z.meta({ description: "Relative to this API: where this code is explained.", format: "uri-reference" })),
    title: z.string().check(z.meta({ description: "The status in words." })),
    status: z.int().check(z.minimum(400), z.maximum(599)),
    code: z.string().check(z.meta({ description: "What programs decide by; every code is explained at `type`." })),
    detail: z
      .string()
      .check(
        atMost(mostTold.detailLength),
        z.meta({ description: "For people. Ids, never names or numbers of clients." }),
      ),
    errors: z.exactOptional(
      z
        .array(
          z.strictObject({
            pointer: z
              .string()
              .check(z.meta({ description: "JSON pointer into the body, or ?name, or the header's name." })),
            code: z.string(),
            message: z.string(),
          }),
        )
        .check(
          atMost(mostTold.faults + 1, "must be told in one"),
          z.meta({
            description: "The first 20 faults; where there are more, FURTHER_FAULTS is the last one and counts them.",
          }),
        ),
    ),
    plan: z.exactOptional(ReallocationPlan).check(z.meta({ description: "With PLAN_CHANGED: the plan as it is now." })),
    traceId: z
      .string()
      .check(z.meta({ description: "Finds the request in the logs: tell it when you report a fault." })),
  })
  .register(z.globalRegistry, { id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** The HTTP status of every reason for refusing. */
export const statusOf = {
  VALIDATION_FAILED: 400,
  VALUE_NOT_EDITABLE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PRIORITY_IN_USE: 409,
  PAYER_IN_USE: 409,
  IN_USE: 409,
  DUPLICATE_NAME: 409,
  DUPLICATE_AUTHORIZATION: 409,
  ALREADY_DISCONTINUED: 409,
  PLAN_CHANGED: 409,
  CLIENT_DELETED: 409,
  BILLING_ENGINE_DISABLED: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  VERSION_CONFLICT: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNKNOWN_PAYER: 422,
  UNKNOWN_PROCEDURE: 422,
  UNKNOWN_ACTIVITY_CODE: 422,
  PRIOR_AUTH_NOT_REQUIRED: 422,
  INSURANCE_INACTIVE: 422,
  EXPIRATION_BEFORE_EFFECTIVE: 422,
  DATE_OUT_OF_BOUNDS: 422,
  AUTH_NUMBER_PENDING: 422,
  CAP_EXCEEDED: 422,
  NO_AUTHORIZATION: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  PRECONDITION_REQUIRED: 428,
  RECORD_UNREADABLE: 500,
  INTERNAL: 500,
  SERVICE_UNAVAILABLE: 503,
} as const satisfies Record<ErrorCode, number>;

/** Where a code is explained, relative to the API: `api/documents.ts` has the route. */
export function problemType(code: ErrorCode): string {
  return `/v1/problems#${code}`;
}
