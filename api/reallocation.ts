import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ClientId } from "../domain/id.ts";
import { ReallocationPlan } from "../domain/reallocation-plan.ts";
import { route } from "./route.ts";

const capability = "services";
const path = "/v1/clients/{clientId}/reallocation";
const pathParameters = z.strictObject({ clientId: ClientId });
const includeNamed = {
  description: "Also services whose caller named the authorization that they use; they are no longer named then.",
};
const { planHash, unplaced } = ReallocationPlan.shape;

/** Service dates, both included; an end that is left out is open. */
const days = { from: z.exactOptional(CalendarDate), to: z.exactOptional(CalendarDate) };

export const readReallocation = route({
  operationId: "readReallocation",
  method: "GET",
  path,
  capability,
  summary: "Where misplaced and uncovered services would go by the rules of today; changes nothing",
  description:
    "A service is misplaced when the authorization that it uses no longer takes in its day or code, or was released, and its " +
    "caller did not name it. All are taken off and posted anew in the order of day and id; what BLOCK would refuse goes to another " +
    "insurance's that takes all of it, if its caller named no insurance. `unplaced` stays as it is. A plan " +
    "is about the first 1,000 services; `more` says how many follow. Show `from`, `to` and `reason`, then send `planHash`, where `allowedActions` has `apply`.",
  pathParameters,
  query: z.strictObject({
    ...days,
    includeNamed: z.exactOptional(z.enum(["true", "false"]).check(z.meta(includeNamed))),
  }),
  replies: { 200: ReallocationPlan },
  errors: ["NOT_FOUND"],
});

const count = z.int().check(z.minimum(0));

export const applyReallocation = route({
  operationId: "applyReallocation",
  method: "POST",
  path,
  capability,
  summary: "Do a plan that was read: each service in a transaction of its own, with movements on both sides",
  description:
    "With the same `from`, `to` and `includeNamed` as the plan was read with. Broken off and sent again it goes on; done, it moves " +
    "nothing more. While `left` is above 0, time ran short: send it again. When the plan no longer holds, 409 PLAN_CHANGED has the " +
    "new one as `plan`.",
  permission: "services:write",
  pathParameters,
  query: z.strictObject(days),
  body: z
    .strictObject({ planHash, includeNamed: z.exactOptional(z.boolean().check(z.meta(includeNamed))) })
    .register(z.globalRegistry, { id: "ReallocationRequest" }),
  replies: {
    200: z
      .strictObject({
        planHash,
        moved: count.check(z.meta({ description: "Services that this call moved." })),
        left: count.check(z.meta({ description: "Services of the plan that are not moved yet." })),
        unplaced,
      })
      .register(z.globalRegistry, { id: "ReallocationResult" }),
  },
  errors: ["NOT_FOUND", "PLAN_CHANGED"],
});
