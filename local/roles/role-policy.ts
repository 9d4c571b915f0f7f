import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";

/** Something that a function asks a service for, as IAM sees it. */
export interface Access {
  /** `dynamodb:GetItem` */
  readonly action: string;
  readonly resourceArn: string;
  /** What conditions can ask about, by condition key: `dynamodb:LeadingKeys`, `events:source`. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** One statement of a role's policies. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** With `*` for any text, as the template has them. */
  readonly actions: readonly string[];
  readonly resourceArns: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly patterns: readonly string[];
}

export type Decision =
  /** The statements that allow it. */
  { readonly allowedBy: readonly Statement[] } | { readonly refusedBecause: string };

/**
 * The actions of functions' own requests, which all come by here. Whatever else a role allows is used by AWS itself, or by
 * nobody.
 */
const servicesHere = /^(dynamodb:|events:|s3:|sqs:SendMessage$)/;

/** What each role of the templates lets whoever has it do with tables and buses, by the role's ARN. */
export function roleStatements(template: CloudFormation): ReadonlyMap<string, readonly Statement[]> {
  const roles = template.ofType("AWS::IAM::Role");
  const inline = roles.map((role) => {
    const policies = (role.properties["Policies"] ?? []) as readonly { readonly PolicyDocument: unknown }[];
    return [template.arn(role), policies.flatMap((policy) => statementsOf(role, policy.PolicyDocument))] as const;
  });
  const statements = new Map(inline);
  for (const policy of template.ofType("AWS::IAM::Policy")) {
    const names = (template.property(policy, "Roles") ?? []) as readonly string[];
    for (const role of roles.filter((one) => names.includes(template.ref(one)))) {
      const arn = template.arn(role);
      const further = statementsOf(policy, policy.properties["PolicyDocument"]);
      statements.set(arn, [...(statements.get(arn) ?? []), ...further]);
    }
  }
  return statements;
}

function statementsOf(resource: Resource, document: unknown): Statement[] {
  const { Statement: statements } = document as { Statement: readonly Record<string, unknown>[] };
  return statements.flatMap((statement, index) => {
    const place = `${resource.logicalId}.PolicyDocument.Statement[${index}]`;
    const actions = texts(statement["Action"]);
    if (!actions.some((action) => action === "*" || servicesHere.test(action))) {
      return [];
    }
    const resolved = resource.stack.resolve(statement, place) as Record<string, unknown>;
    const effect = resolved["Effect"];
    if ((effect !== "Allow" && effect !== "Deny") || resolved["Resource"] === undefined) {
      throw new StartError(`${place} is no statement with Effect and Resource that the local server knows.`);
    }
    const conditions = conditionsOf(resolved["Condition"], place);
    return [{ effect, actions, resourceArns: texts(resolved["Resource"]), conditions }];
  });
}

function conditionsOf(condition: unknown, place: string): Condition[] {
  return Object.entries((condition ?? {}) as Record<string, Record<string, string | string[]>>).flatMap(
    ([operator, tests]) => {
      if (!Object.hasOwn(operators, operator)) {
        throw new StartError(`${place} has the condition ${operator}: teach local/roles/role-policy.ts what it means.`);
      }
      return Object.entries(tests).map(([key, patterns]) => ({ operator, key, patterns: texts(patterns) }));
    },
  );
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

type Holds = (values: readonly string[], matches: (value: string) => boolean) => boolean;

/** A condition on one value fails without the value; ForAllValues passes, as on AWS. */
const one: Holds = (values, matches) => values.length > 0 && values.every(matches);
const operators: Readonly<Record<string, { readonly holds: Holds; readonly like: boolean }>> = {
  StringEquals: { holds: one, like: false },
  StringLike: { holds: one, like: true },
  "ForAllValues:StringLike": { holds: (values, matches) => values.every(matches), like: true },
  "ForAnyValue:StringLike": { holds: (values, matches) => values.some(matches), like: true },
  "ForAnyValue:StringEquals": { holds: (values, matches) => values.some(matches), like: false },
};

/** What IAM decides about an access: an explicit denial wins, else something has to allow it. */
export function decide(statements: readonly Statement[], access: Access): Decision {
  const applying = statements.filter((statement) => applies(statement, access));
  if (applying.some(({ effect }) => effect === "Deny")) {
    return { refusedBecause: "with an explicit deny in an identity-based policy" };
  }
  return applying.length > 0
    ? { allowedBy: applying }
    : { refusedBecause: `because no identity-based policy allows the ${access.action} action` };
}

function applies({ actions, resourceArns, conditions }: Statement, access: Access): boolean {
  return (
    actions.some((action) => isLike(access.action, action)) &&
    resourceArns.some((arn) => isLike(access.resourceArn, arn)) &&
    conditions.every(({ operator, key, patterns }) => {
      const { holds, like } = operators[operator] ?? { holds: () => false, like: false };
      const values = access.context[key] ?? [];
      return holds(values, (value) => patterns.some((pattern) => (like ? isLike(value, pattern) : value === pattern)));
    })
  );
}

const patternsMade = new Map<string, RegExp>();

/** Whether a text is like a pattern of IAM, where `*` stands for any text. */
export function isLike(text: string, pattern: string): boolean {
  let made = patternsMade.get(pattern);
  if (!made) {
    made = new RegExp(`^${pattern.split("*").map(RegExp.escape).join(".*")}$`, "s");
    patternsMade.set(pattern, made);
  }
  return made.test(text);
}
