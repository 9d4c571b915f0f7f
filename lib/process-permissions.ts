import type { routes } from "../api/routes.ts";

type Permission = NonNullable<(typeof routes)[number]["permission"]>;

/**
 * What users call each permission: the Process Permission that an administrator looks for. Groups are named as the permission
 * itself, because the token's claim carries group names, and Cognito allows no space in them.
 */
export const processPermissions: Readonly<Record<Permission, { readonly name: string; readonly allows: string }>> = {
  "clients:read": { name: "View Clients", allows: "read clients and everything about them" },
  "clients:write": { name: "Edit Clients", allows: "add and change clients" },
  "insurances:write": { name: "Edit Client Insurances", allows: "add and change clients' insurances" },
  "auths:write": { name: "Edit Auths", allows: "add, change and discontinue authorizations" },
  "auths:confirm": { name: "Confirm Auths", allows: "confirm authorizations to billing" },
  "auths:copy": { name: "Copy Auths", allows: "copy an authorization to other clients of its payer" },
  "services:write": { name: "Post Services", allows: "post and void services" },
  "setup:write": {
    name: "Edit Prior Auth Setup",
    allows: "change payers, activity codes, authorization groups and settings",
  },
  "reports:read": { name: "View Auth Reports", allows: "read the reports" },
  "records:manage": {
    name: "Manage Client Records",
    allows: "export a client's whole record, record disclosures, restrict it or put it on legal hold",
  },
  "audit:read": { name: "View Auth Audit", allows: "read who changed what" },
};
