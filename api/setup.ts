import * as z from "zod/mini";
import { ActivityCode, AuthorizationGroup, Payer, Procedure } from "../domain/catalog.ts";
import { ActivityCodeId, GroupId, PayerId } from "../domain/id.ts";
import { TrackerSettings } from "../domain/status.ts";
import { list } from "./paging.ts";
import { route } from "./route.ts";

const capability = "setup";

const AuthorizationGroupWithWarnings = z
  .strictObject({ ...AuthorizationGroup.shape, warnings: z.exactOptional(z.array(z.string())) })
  .register(z.globalRegistry, { id: "AuthorizationGroupWithWarnings" });
const permission = "setup:write";

export const listPayers = route({
  operationId: "listPayers",
  method: "GET",
  path: "/v1/payers",
  capability,
  showsClients: false,
  summary: "All payers by name",
  description:
    'For the drop-downs of the setup pages and of "Add client insurance". Not paged: an agency has some ' + "dozens.",
  replies: { 200: list(Payer) },
});

export const putPayer = route({
  operationId: "putPayer",
  method: "PUT",
  path: "/v1/payers/{payerId}",
  capability,
  showsClients: false,
  summary: "Create or change a payer; a changed default rewrites no existing client insurance",
  description:
    "Answers 201 when the payer is new, 200 when it was there; the whole payer is sent each time. " +
    "`priorAuthsRequired` is the default for client insurances that are added later without a mark of " +
    "their own. Send `If-Match` where a person edits, so that nobody replaces what somebody else saved.",
  permission,
  ifMatch: "optional",
  pathParameters: z.strictObject({ payerId: PayerId }),
  body: z.omit(Payer, { payerId: true, version: true }).register(z.globalRegistry, { id: "PayerInput" }),
  replies: { 200: Payer, 201: Payer },
});

export const deletePayer = route({
  operationId: "deletePayer",
  method: "DELETE",
  path: "/v1/payers/{payerId}",
  capability,
  showsClients: false,
  summary: "Delete a payer that no client insurance names",
  description:
    "While a client insurance names it the answer is 409 IN_USE. A deleted payer can't be chosen any more " +
    "and keeps its name wherever it was named. Created again, it goes on with its version, as activity codes and groups do.",
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
  showsClients: false,
  summary: "All activity codes",
  description: "What the agency bills, by activity code. `unitMinutes` is absent where a unit is a session or a day.",
  replies: { 200: list(ActivityCode) },
});

export const putActivityCode = route({
  operationId: "putActivityCode",
  method: "PUT",
  path: "/v1/activity-codes/{activityCode}",
  capability,
  showsClients: false,
  summary: "Create or change an activity code",
  description: "Answers 201 when the activity code is new, 200 when it was there; the whole entry is sent each time.",
  permission,
  ifMatch: "optional",
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
  showsClients: false,
  summary: "Delete an activity code that no authorization and no group names",
  description: "While an authorization or a group names it the answer is 409 IN_USE.",
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
  showsClients: false,
  summary: "All authorization groups by choice text",
  description: "A group is what a payer authorized together: one shared balance of all its activity codes.",
  replies: { 200: list(AuthorizationGroup) },
});

export const putAuthorizationGroup = route({
  operationId: "putAuthorizationGroup",
  method: "PUT",
  path: "/v1/authorization-groups/{groupId}",
  capability,
  showsClients: false,
  summary: "Create or change an authorization group",
  description:
    "Answers 201 when the group is new, 200 when it was there. Every activity code has to exist (422 " +
    "UNKNOWN_ACTIVITY_CODE), and no other group may have the same choice text (409 DUPLICATE_NAME). A " +
    "choice text that starts with `*` comes first in the procedure drop-down. Where a code is taken out, `warnings` name " +
    "services of that code which use the group (`PROCEDURE_CHANGED:<serviceId>`): the first 100, and how many more among 500 " +
    "authorizations.",
  permission,
  ifMatch: "optional",
  pathParameters: z.strictObject({ groupId: GroupId }),
  body: z
    .omit(AuthorizationGroup, { groupId: true, version: true })
    .register(z.globalRegistry, { id: "AuthorizationGroupInput" }),
  replies: { 200: AuthorizationGroupWithWarnings, 201: AuthorizationGroupWithWarnings },
  errors: ["UNKNOWN_ACTIVITY_CODE", "DUPLICATE_NAME"],
});

export const deleteAuthorizationGroup = route({
  operationId: "deleteAuthorizationGroup",
  method: "DELETE",
  path: "/v1/authorization-groups/{groupId}",
  capability,
  showsClients: false,
  summary: "Delete an authorization group that no authorization names",
  description: "While an authorization names it the answer is 409 IN_USE.",
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
  showsClients: false,
  summary: "What can be authorized, in drop-down order: groups starting with * first, then all by text",
  description:
    'Fills the procedure drop-down of "Add a new authorization"; show the entries in this order. Send ' +
    "`activityCode` or `groupId` of the chosen one as the authorization's `procedure`.",
  replies: { 200: list(Procedure) },
});

/** Settings that a client does not know yet may be left out, and stay as they are. */
const TrackerSettingsInput = z
  .strictObject({
    ...TrackerSettings.shape,
    numbersThatAreNone: z.exactOptional(TrackerSettings.shape.numbersThatAreNone),
  })
  .register(z.globalRegistry, { id: "TrackerSettingsInput" });

export const readTrackerSettings = route({
  operationId: "readTrackerSettings",
  method: "GET",
  path: "/v1/tracker-settings",
  capability,
  showsClients: false,
  summary: "The agency's over-cap policy, billing engine, texts that are no number, colours and values of the statuses",
  description:
    "The ETag is what a change needs as If-Match. Rows of the tracker carry their `statusColor` already; " +
    "this is for the settings page.",
  replies: { 200: TrackerSettings },
});

export const putTrackerSettings = route({
  operationId: "putTrackerSettings",
  method: "PUT",
  path: "/v1/tracker-settings",
  capability,
  showsClients: false,
  summary: "Change the settings; only VARIABLE_LEFT and EXPIRATION_REMINDER have a value",
  description:
    "Replaces all settings; `numbersThatAreNone` stays as it is where it is left out. A value on any other status than VARIABLE_LEFT and EXPIRATION_REMINDER is 400 " +
    "VALUE_NOT_EDITABLE. The new colours and values show in the next tracker that is read. " +
    "Sent again by the same user, since the reply was lost, it answers 200 with what stands.",
  permission,
  ifMatch: true,
  body: TrackerSettingsInput,
  replies: { 200: TrackerSettings },
  errors: ["VALUE_NOT_EDITABLE"],
});
