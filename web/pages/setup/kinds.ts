import { html, nothing } from "lit";
import type {
  ActivityCode,
  ActivityCodeInput,
  AuthorizationGroup,
  AuthorizationGroupInput,
  Payer,
  PayerInput,
} from "../../../clients/typescript/src/index.ts";
import { counted } from "../../elements/format.ts";
import type { CatalogKind } from "./catalog-kind.ts";

export const payers: CatalogKind<Payer> = {
  heading: "Payers",
  about: "Who pays. A payer's default fills the prior auths required mark of insurances that are added from then on.",
  noun: "payer",
  one: "a Payer",
  idField: "payerId",
  nameField: "name",
  proposedFrom: "name",
  usedBy: "A client insurance names it.",
  fields: [
    { name: "name", label: "Name", type: "text" },
    { name: "payerId", label: "Payer id", type: "text" },
    {
      name: "priorAuthsRequired",
      label: "Requires prior auths",
      type: "mark",
      hint: "The default for insurances that are added later. Those that exist keep their mark.",
    },
    {
      name: "retroWindowDays",
      label: "Days to authorize afterwards",
      type: "quantity",
      hint: "After a service. What is entered later is warned of. Leave empty where the payer sets no limit.",
    },
  ],
  columns: [
    { heading: "Name", cell: ({ name }) => html`<b>${name}</b>` },
    { heading: "Payer id", cell: ({ payerId }) => payerId },
    { heading: "Requires prior auths", cell: ({ priorAuthsRequired }) => (priorAuthsRequired ? "Yes" : "No") },
    {
      heading: "Authorizes afterwards",
      cell: ({ retroWindowDays }) =>
        retroWindowDays === undefined ? "No limit" : `Up to ${counted(retroWindowDays, "day")}`,
    },
  ],
  list: async (api, signal) => (await api.listPayers({}, signal && { signal })).data.items,
  put: async (api, payerId, body, ifMatch) => {
    await api.putPayer({ payerId, ifMatch, body: body as PayerInput });
    return [];
  },
  remove: (api, payerId) => api.deletePayer({ payerId }),
};

export const activityCodes: CatalogKind<ActivityCode> = {
  heading: "Activity codes",
  about: "What the agency bills. The activity code is the agency's own, the procedure code the payers'.",
  noun: "activity code",
  one: "an Activity Code",
  idField: "activityCode",
  nameField: "activityCode",
  usedBy: "An authorization or an authorization group names it.",
  fields: [
    { name: "activityCode", label: "Activity code", type: "text" },
    { name: "procedureCode", label: "Procedure code", type: "text", hint: "CPT or HCPCS, such as H0004" },
    { name: "label", label: "Label", type: "text", isWide: true, hint: "What the procedure drop-down shows" },
    {
      name: "unitMinutes",
      label: "Minutes of a unit",
      type: "quantity",
      hint: "Leave empty where a unit is a session or a day",
    },
  ],
  columns: [
    { heading: "Activity code", cell: ({ activityCode }) => html`<b>${activityCode}</b>` },
    { heading: "Procedure code", cell: ({ procedureCode }) => procedureCode },
    { heading: "Label", cell: ({ label }) => label },
    {
      heading: "A unit is",
      cell: ({ unitMinutes }) => (unitMinutes === undefined ? "a session or a day" : counted(unitMinutes, "minute")),
    },
  ],
  list: async (api, signal) => (await api.listActivityCodes({}, signal && { signal })).data.items,
  put: async (api, activityCode, body, ifMatch) => {
    await api.putActivityCode({ activityCode, ifMatch, body: body as ActivityCodeInput });
    return [];
  },
  remove: (api, activityCode) => api.deleteActivityCode({ activityCode }),
};

export const authorizationGroups: CatalogKind<AuthorizationGroup> = {
  heading: "Authorization groups",
  about: "Several activity codes that a payer authorizes together. They share one balance.",
  noun: "authorization group",
  one: "an Authorization Group",
  idField: "groupId",
  nameField: "choiceText",
  proposedFrom: "choiceText",
  usedBy: "An authorization names it.",
  fields: [
    {
      name: "choiceText",
      label: "Choice text",
      type: "text",
      hint: "What the procedure drop-down shows. A text that starts with * comes first.",
    },
    { name: "groupId", label: "Group id", type: "text" },
    { name: "activityCodes", label: "Activity codes", type: "choices", isWide: true },
  ],
  columns: [
    { heading: "Choice text", cell: ({ choiceText }) => html`<b>${choiceText}</b>` },
    { heading: "Group id", cell: ({ groupId }) => groupId },
    {
      heading: "Activity codes",
      cell: ({ activityCodes }) => html`<span class="codes"
        >${activityCodes.map((code, index) => html`${index === 0 ? nothing : " "}<span class="code">${code}</span>`)}</span
      >`,
    },
  ],
  list: async (api, signal) => (await api.listAuthorizationGroups({}, signal && { signal })).data.items,
  put: async (api, groupId, body, ifMatch) =>
    (await api.putAuthorizationGroup({ groupId, ifMatch, body: body as AuthorizationGroupInput })).data.warnings ?? [],
  remove: (api, groupId) => api.deleteAuthorizationGroup({ groupId }),
  choices: async (api) =>
    (await api.listActivityCodes()).data.items.map(({ activityCode, label }) => ({ value: activityCode, text: label })),
};
