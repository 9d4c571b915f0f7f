import * as z from "zod/mini";
import type { Instant } from "./calendar.ts";
import { fold } from "./text.ts";

/** What the unconfirmed authorizations can be sorted by. */
export const WorklistSort = z.enum(["lastName", "firstName", "authDate", "addedBy", "insuranceName"]);
export type WorklistSort = z.infer<typeof WorklistSort>;

/** What of an authorization its place in the worklist comes from. */
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
 * The place of an authorization in the worklist, as a text that compares like it. Equal ones are told apart by names, then by
 * ids, so that no two share a place.
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
