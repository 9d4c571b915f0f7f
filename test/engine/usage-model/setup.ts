/** What every run of the usage model works with: few codes, groups that share them, few days, so that things meet. */
export const activityCodes = ["A", "B", "C", "D"] as const;
export type GroupId = "GAB" | "GBC";
/** As a run begins; it edits them. D is in none at first, and no authorization is for it alone. */
export const groups: Readonly<Record<GroupId, readonly string[]>> = { GAB: ["A", "B"], GBC: ["B", "C"] };
/** What a group is edited to. */
export const groupEdits = [["A", "B"], ["B", "C"], ["A", "C"], ["B"], ["A", "B", "C", "D"]] as const;

export const procedures = [
  { activityCode: "A" },
  { activityCode: "B" },
  { activityCode: "C" },
  { groupId: "GAB" },
  { groupId: "GBC" },
] as const;
export type Procedure = (typeof procedures)[number];

/** The first two are one number to a payer, however it is written. */
export const numbers = ["PA-1", "pa-1", "PA-2", "PA-3", "PA-4", "PA-5", "PA-6", "Pending", "PENDING"] as const;

export const today = "2026-03-16";
export const reminderDays = 30;

/** Days around today, close together. */
export const days = ["2026-03-10", "2026-03-11", "2026-03-16", "2026-03-17", "2026-03-20"] as const;
/** Ends of authorizations and insurances: before, between and after those days. */
export const ends = ["2026-01-01", "2026-03-11", "2026-03-14", "2026-03-17", "2026-03-25", "2026-12-31"] as const;

export type Policy = "FLAG" | "BLOCK";
/** By priority. */
export type InsuranceIndex = 0 | 1;
