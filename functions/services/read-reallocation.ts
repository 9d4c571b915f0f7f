import * as contract from "../../api/reallocation.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { askedDays, plannedReallocation, shownPlan } from "./planned-reallocation.ts";

export const readReallocation = handles(contract.readReallocation, async (call, services: HttpServices) => {
  const { path, query, actor } = call;
  const asked = { ...path, days: askedDays(query), includeNamed: query.includeNamed === "true" };
  return ok(shownPlan(await plannedReallocation(services, asked), services.timeZone, actor));
});
