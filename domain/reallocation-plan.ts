import * as z from "zod/mini";
import { CalendarDate } from "./calendar.ts";
import { ActivityCodeId, AuthorizationId, ServiceId } from "./id.ts";
import { openEnum } from "./open-enum.ts";

/** Why a service is moved. NO_AUTHORIZATION: no authorization covered it so far. */
export const MoveReason = openEnum(z.enum(["OUTSIDE_DATES", "PROCEDURE_CHANGED", "RELEASED", "NO_AUTHORIZATION"]));
export type MoveReason = z.infer<typeof MoveReason>;

const ofService = {
  serviceId: ServiceId,
  serviceDate: CalendarDate,
  activityCode: ActivityCodeId,
  units: z.int(),
  from: z.nullable(AuthorizationId).check(z.meta({ description: "The authorization that it uses; null: none." })),
};
/** One service that goes from one authorization, or from none, to another. */
export const Move = z.strictObject({ ...ofService, to: AuthorizationId, reason: MoveReason });
export type Move = z.infer<typeof Move>;
/** A service that stays as it is, since no authorization takes it. */
const Unplaced = z.strictObject({ ...ofService, reason: MoveReason });
export type Unplaced = z.infer<typeof Unplaced>;

/** Where misplaced and uncovered services of a client would go by the rules of today. */
export const ReallocationPlan = z
  .strictObject({
    planHash: z
      .string()
      .check(
        z.regex(/^[\w-]{22}$/, { error: "must be the hash of a plan that was read" }),
        z.meta({ maxLength: 22, description: "Stands for the plan: the same state gives the same." }),
      ),
    moves: z.array(Move),
    unplaced: z.array(Unplaced).check(z.meta({ description: "What no authorization takes: it stays as it is." })),
    more: z.int().check(z.meta({ description: "Further services that a next plan is about, once this one is done." })),
    allowedActions: z
      .array(openEnum(z.enum(["apply"])))
      .check(z.meta({ description: "What this user may do with it now." })),
    warnings: z.array(z.string()).check(z.meta({ examples: [["RETRO_WINDOW_PASSED:S4001"]] })),
  })
  .register(z.globalRegistry, { id: "ReallocationPlan" });
export type ReallocationPlan = z.infer<typeof ReallocationPlan>;
