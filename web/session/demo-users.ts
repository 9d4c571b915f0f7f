import type { Permission } from "../../clients/typescript/src/index.ts";

/** A user of the local server: whoever asks for a token there gets it. */
export interface DemoUser {
  readonly userId: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

const clinical = ["clients:read", "clients:write", "insurances:write", "auths:write", "services:write"] as const;

/** The first one is who comes without choosing. */
export const demoUsers: readonly [DemoUser, ...DemoUser[]] = [
  {
    userId: "supervisor",
    name: "Supervisor",
    permissions: [...clinical, "auths:confirm", "auths:copy", "reports:read", "audit:read", "records:manage"],
  },
  { userId: "clinician", name: "Clinician", permissions: clinical },
  {
    userId: "billing-specialist",
    name: "Billing specialist",
    permissions: [
      "clients:read",
      "insurances:write",
      "auths:write",
      "auths:confirm",
      "auths:copy",
      "reports:read",
      "audit:read",
    ],
  },
  {
    userId: "setup-admin",
    name: "Setup admin",
    permissions: ["setup:write", "clients:read", "clients:write", "audit:read"],
  },
  { userId: "reader", name: "Read only", permissions: ["clients:read"] },
  { userId: "newcomer", name: "No permissions yet", permissions: [] },
];
