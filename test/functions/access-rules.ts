import type { AccessRules } from "../../functions/runtime/actor.ts";

/** Those of an agency whose file says nothing of them. */
export const accessRules: AccessRules = { permissionsClaim: "permissions", readPermission: "REQUIRED" };
