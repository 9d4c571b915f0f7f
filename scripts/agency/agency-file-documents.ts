import * as z from "zod/mini";
import { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { ofProduction, ofRealRecords, type Safeguard } from "../../lib/agency-file/safeguards.ts";
import { processPermissions } from "../../lib/process-permissions.ts";

/** The JSON Schema of an agency's file, by which editors complete and check it. What needs more than a pattern is checked by us alone. */
export function agencyFileSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(AgencyConfig, { io: "input" });
  return { $schema, title: "An agency of the Prior-Authorization Tracker", ...schema };
}

function ruleLine({ field, message }: Safeguard): string {
  return `- \`${field}\` ${message}.`;
}

interface FieldRow {
  readonly name: string;
  /** "must be …", as the check itself says it. */
  readonly rule: string;
  readonly whenAbsent: string;
  readonly description: string;
}

/** The page docs/agency-file.md: every field with what it is for, in the words of the schema. */
export function agencyFileReference(): string {
  return [
    "# An agency's file",
    "",
    "`config/agencies/<name>.json`: one file for each agency, and everything in which deployments differ. `npm run agency:new` asks for",
    "each field and writes one; `npm run doctor -- --agency <name>` checks it against the account. This page is made from the schema in",
    '`lib/agency-file/agency-config.ts` by `npm run contracts`. `"$schema": "../agency.schema.json"` lets editors complete the fields.',
    "Every fault of a file is named at once, whatever reads it. No secret belongs into it.",
    "",
    "| field | what it is for | what it must be | when absent |",
    "|---|---|---|---|",
    ...fieldRows().map(
      ({ name, rule, whenAbsent, description }) =>
        `| \`${name}\` | ${cell(description)} | ${cell(rule)} | ${whenAbsent} |`,
    ),
    "",
    "## Where records are real",
    "",
    'Clients are people unless the stage is `demo` or a pilot says `"records": "invented"`: that one word is all the difference. It',
    "belongs into no file of an agency whose staff enter anybody they know. Then besides:",
    "",
    ...ofRealRecords.map(ruleLine),
    "",
    'With `"stage": "production"` also:',
    "",
    ...ofProduction.map(ruleLine),
    "",
    "`npm run doctor` names what a file with invented records does not hold. TLS: CloudFront, the user pool and what functions call take",
    "1.2 and later. At the API's own address AWS decides, and an HTTP API has no setting for it: give the agency pages, behind which that",
    "address answers nobody ([ADR 58](adr/0058-what-an-attack-may-cost.md)).",
    "",
    "## Who may do what",
    "",
    "A user may do what the permissions in the token's claim allow. Whatever shows clients needs `clients:read` besides, unless",
    "`readPermission` is `ANY_USER`; the setup may be read by every user. With the stack's own user pool a user has the permissions",
    "whose groups the user is in. A group is called as its permission; its description begins with the Process Permission:",
    "",
    "| Process Permission | group, and word in the claim | its users may |",
    "|---|---|---|",
    ...Object.entries(processPermissions).map(
      ([permission, { name, allows }]) => `| ${name} | \`${permission}\` | ${allows} |`,
    ),
    "",
    "```sh",
    "aws cognito-idp admin-create-user --user-pool-id <UserPoolId> --username lee@example.org",
    "aws cognito-idp admin-add-user-to-group --user-pool-id <UserPoolId> --username lee@example.org --group-name auths:confirm",
    "```",
    "",
    "A permission that is taken away holds until the token ends, an hour at most. With `tokenIssuer`, that issuer has to write",
    "the words of the second column into the claim, as an array or as one text with spaces; others are ignored.",
    "",
  ].join("\n");
}

function fieldRows(): FieldRow[] {
  return Object.entries(AgencyConfig.shape).map(([name, schema]) => ({
    name,
    rule: ruleOf(schema),
    whenAbsent: whenAbsent(schema),
    description: z.globalRegistry.get(schema)?.description ?? "",
  }));
}

/** What the check says to a value that no field takes. */
function ruleOf(schema: z.ZodMiniType): string {
  return schema.safeParse(null).error?.issues[0]?.message ?? "";
}

function whenAbsent(schema: z.ZodMiniType): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return "a fault";
  return data === undefined ? "see left" : `\`${JSON.stringify(data)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
