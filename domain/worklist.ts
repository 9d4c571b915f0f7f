import * as z from "zod/mini";
import type { Instant } from "./calendar.ts";
import { fold } from "./text.ts";

/** What the unconfirmed authorizations can be sorted by. */
export const WorklistSort = z.enum(["lastName", "firstName", "authDate", "addedBy", "insuranceName"]);
export type WorklistSort = z.infer<typeof WorklistSort>;

/** The facts of an authorization that its place in the worklist comes from. */
export interface WorklistFacts {
  readonly clientId: string;
  readonly authorizationId: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly payerName: string;
}

/**
 * The place of an authorization in the worklist, as a text that sorts like it. Names, then ids follow the field that is sorted
 * by, so that no two places are equal.
 */
export function worklistPlace(sort: WorklistSort, facts: WorklistFacts): string {
  const { clientId, authorizationId, createdAt, createdBy } = facts;
  const [lastName, firstName] = [fold(facts.lastName), fold(facts.firstName)];
  const leading: Record<WorklistSort, readonly string[]> = {
    lastName: [lastName, firstName],
    firstName: [firstName, lastName],
    authDate: [createdAt],
    addedBy: [createdBy, createdAt],
    insuranceName: [fold(facts.payerName), lastName, firstName],
  };
  return [...leading[sort], clientId, authorizationId].join("\u0000");
}
