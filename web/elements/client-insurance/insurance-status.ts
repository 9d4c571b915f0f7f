import type { ClientInsurance } from "../../../clients/typescript/src/index.ts";

type Standing = Pick<ClientInsurance, "status" | "inForce">;

/** Whether an insurance pays on the day of the reply. Without dates of its own its status says it. */
export const isInForce = ({ status, inForce = status === "ACTIVE" }: Standing): boolean => inForce;

export function insuranceStatus(insurance: Standing): string {
  if (insurance.status === "INACTIVE") return "Inactive";
  return isInForce(insurance) ? "Active" : "Active, not in force";
}
