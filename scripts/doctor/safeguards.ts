import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { hasRealRecords, ofRealRecords } from "../../lib/agency-file/safeguards.ts";
import { type Finding, ok } from "./finding.ts";

/** What would have to change in the agency's file before anybody enters people. */
export function examineSafeguards(config: AgencyConfig): Finding {
  const subject = "safeguards";
  if (hasRealRecords(config)) return ok(subject, "Records are real, and held like that.");
  const missing = new Set(ofRealRecords.filter(({ holds }) => !holds(config)).map(({ field }) => field));
  return missing.size === 0
    ? ok(subject, "Records are invented, and held as real ones are.")
    : ok(subject, `Records are invented: enter nobody real. Not held as real ones are: ${[...missing].join(", ")}.`);
}
