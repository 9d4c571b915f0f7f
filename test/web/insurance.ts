import type { ClientInsurance } from "../../clients/typescript/src/index.ts";

/** A client's insurance of which nothing is known but what has to be. */
export const insurance: ClientInsurance = {
  insuranceId: "I1",
  clientId: "C1",
  payerId: "P1",
  payerName: "Payer",
  priority: 1,
  status: "ACTIVE",
  subscriberNumber: "S-1",
  priorAuthsRequired: true,
  source: "PAYER_DEFAULT",
  version: 1,
};
