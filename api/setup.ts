import * as z from "zod/mini";
import { ActivityCode, AuthorizationGroup, Payer, Procedure } from "../domain/catalog.ts";
import { ActivityCodeId, GroupId, PayerId } from "../domain/id.ts";
import { TrackerSettings } from "../domain/status.ts";
import { list } from "./paging.ts";
import { route } from "./route.ts";

const capability = "setup";
const permission = "setup:write";

export const listPayers = route({
  operationId: "listPayers",
  method: "GET",
  path: "/v1/payers",
  capability,
  summary: "All payers by name",
  replies: { 200: list(Payer) },
});

export const putPayer = route({
  operationId: "putPayer",
  method: "PUT",
  path: "/v1/payers/{payerId}",
  capability,
  summary: "Create or change a payer; a changed default rewrites no existing client insurance",
  permission,
  pathParameters: z.strictObject({ payerId: PayerId }),
  body: z.omit(Payer, { payerId: true, version: true }).register(z.globalRegistry, { id: "PayerInput" }),
  replies: { 200: Payer, 201: Payer },
});

export const deletePayer = route({
  operationId: "deletePayer",
  method: "DELETE",
  path: "/v1/payers/{payerId}",
  capability,
  summary: "Delete a payer that no client insurance names",
  permission,
  pathParameters: z.strictObject({ payerId: PayerId }),
  replies: { 204: null },
  errors: ["NOT_FOUND", "IN_USE"],
});

export const listActivityCodes = route({
  operationId: "listActivityCodes",
  method: "GET",
  path: "/v1/activity-codes",
  capability,
  summary: "All activity codes",
  replies: { 200: list(ActivityCode) },
});

export const putActivityCode = route({
  operationId: "putActivityCode",
  method: "PUT",
  path: "/v1/activity-codes/{activityCode}",
  capability,
  summary: "Create or change an activity code",
  permission,
  pathParameters: z.strictObject({ activityCode: ActivityCodeId }),
  body: z
    .omit(ActivityCode, { activityCode: true, version: true })
    .register(z.globalRegistry, { id: "ActivityCodeInput" }),
  replies: { 200: ActivityCode, 201: ActivityCode },
});

export const deleteActivityCode = route({
  operationId: "deleteActivityCode",
  method: "DELETE",
  path: "/v1/activity-codes/{activityCode}",
  capability,
  summary: "Delete an activity code that no authorization and no group names",
  permission,
  pathParameters: z.strictObject({ activityCode: ActivityCodeId }),
  replies: { 204: null },
  errors: ["NOT_FOUND", "IN_USE"],
});

export const listAuthorizationGroups = route({
  operationId: "listAuthorizationGroups",
  method: "GET",
  path: "/v1/authorization-groups",
  capability,
  summary: "All authorization groups by choice text",
  replies: { 200: list(AuthorizationGroup) },
});

export const putAuthorizationGroup = route({
  operationId: "putAuthorizationGroup",
  method: "PUT",
  path: "/v1/authorization-groups/{groupId}",
  capability,
  summary: "Create or change an authorization group",
  permission,
  pathParameters: z.strictObject({ groupId: GroupId }),
  body: z
    .omit(AuthorizationGroup, { groupId: true, version: true })
    .register(z.globalRegistry, { id: "AuthorizationGroupInput" }),
  replies: { 200: AuthorizationGroup, 201: AuthorizationGroup },
  errors: ["UNKNOWN_ACTIVITY_CODE", "DUPLICATE_NAME"],
});

export const deleteAuthorizationGroup = route({
  operationId: "deleteAuthorizationGroup",
  method: "DELETE",
  path: "/v1/authorization-groups/{groupId}",
  capability,
  summary: "Delete an authorization group that no authorization names",
  permission,
  pathParameters: z.strictObject({ groupId: GroupId }),
  replies: { 204: null },
  errors: ["NOT_FOUND", "IN_USE"],
});

export const listProcedures = route({
  operationId: "listProcedures",
  method: "GET",
  path: "/v1/procedures",
  capability,
  summary: "What can be authorized, in drop-down order: groups starting with * first, then all by text",
  replies: { 200: list(Procedure) },
});

export const readTrackerSettings = route({
  operationId: "readTrackerSettings",
  method: "GET",
  path: "/v1/tracker-settings",
  capability,
  summary: "The agency's over-cap policy, billing engine, and colours and values of the statuses",
  replies: { 200: TrackerSettings },
});

export const putTrackerSettings = route({
  operationId: "putTrackerSettings",
  method: "PUT",
  path: "/v1/tracker-settings",
  capability,
  summary: "Change the settings; only VARIABLE_LEFT and EXPIRATION_REMINDER have a value",
  permission,
  ifMatch: true,
  body: TrackerSettings,
  replies: { 200: TrackerSettings },
  errors: ["VALUE_NOT_EDITABLE"],
});
