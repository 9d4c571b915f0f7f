import type { ClientInsurance } from "../../../clients/typescript/src/index.ts";

/** Whether an insurance pays now. An active one does only within its own dates. */
export function insuranceStatus({ status, inForce }: Pick<ClientInsurance, "status" | "inForce">): string {
  if (status === "INACTIVE") return "Inactive";
  return inForce ? "Active" : "Active, not in force";
}
