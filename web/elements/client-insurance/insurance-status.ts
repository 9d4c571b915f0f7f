import type { ClientInsurance } from "../../../clients/typescript/src/index.ts";
import { counted } from "../format.ts";

/** Whether an insurance pays now. An active one does only within its own dates. */
export function insuranceStatus({ status, inForce }: Pick<ClientInsurance, "status" | "inForce">): string {
  if (status === "INACTIVE") return "Inactive";
  return inForce ? "Active" : "Active, not in force";
}

/** What a change of an insurance means for the authorizations under it, in sentences. `+4` counts four that are not named. */
export function insuranceWarnings(warnings: readonly string[]): string[] {
  const about = (kind: string) =>
    warnings
      .filter((warning) => warning.startsWith(`${kind}:`))
      .map((warning) => warning.slice(kind.length + 1))
      .reduce((sum, id) => sum + (id.startsWith("+") ? Number(id) : 1), 0);
  const stranded = about("AUTHORIZATION_STRANDED");
  const outside = about("OUTSIDE_INSURANCE_DATES");
  return [
    ...(stranded > 0 ? [`Under it, ${counted(stranded, "open authorization")} can only be discontinued now.`] : []),
    ...(outside > 0 ? [`It is not in force on all days of ${counted(outside, "authorization")}.`] : []),
  ];
}
