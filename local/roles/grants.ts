import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import { type Access, decide, isLike, roleStatements, type Statement } from "./role-policy.ts";

/** One thing that a function's role allows, and how often it was needed. */
export interface GrantUse {
  readonly functionName: string;
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** `table`, `table/index/by-expiration`, `event-bus`, `queue` */
  readonly resource: string;
  /** The partition keys or the source of events it is for: `CLIENT#*`. Empty when the role names none. */
  readonly pattern: string;
  readonly times: number;
}

/** What is written of a stack that has ended. */
export interface GrantsRecord {
  readonly stackName: string;
  readonly uses: readonly GrantUse[];
  /** What functions asked for in vain, each once, without ids. */
  readonly refusals: readonly string[];
}

/** Refuses what a function's role does not allow, as AWS would, and counts which grants are used. */
export class Grants {
  private readonly statements: ReadonlyMap<string, readonly Statement[]>;
  private readonly times = new Map<string, number>();
  private readonly refused = new Set<string>();

  /** @param functions name and resource of each */
  constructor(template: CloudFormation, functions: readonly { readonly name: string; readonly resource: Resource }[]) {
    const byRole = roleStatements(template);
    this.statements = new Map(
      functions.map(({ name, resource }) => {
        const statements = byRole.get(String(template.property(resource, "Role")));
        if (!statements) {
          throw new StartError(`${resource.logicalId} has no role of the templates, so nothing says what it may do.`);
        }
        return [name, statements];
      }),
    );
  }

  /** Why a function may not do all of this, in the words of AWS; undefined when it may. */
  refusal(functionName: string, accesses: readonly Access[]): string | undefined {
    const statements = this.statements.get(functionName) ?? [];
    for (const access of accesses) {
      const decision = decide(statements, access);
      if ("refusedBecause" in decision) {
        const { action, resourceArn, context } = access;
        const keys = (context["dynamodb:LeadingKeys"] ?? []).map(withoutIds).join(" ");
        this.refused.add(`${functionName}: ${action} ${resourceOf(resourceArn)} ${keys}`.trimEnd());
        return `The function ${functionName} is not authorized to perform: ${action} on resource: ${resourceArn} ${decision.refusedBecause}`;
      }
      for (const key of decision.allowedBy.flatMap((statement) => matched(functionName, statement, access))) {
        this.times.set(key, (this.times.get(key) ?? 0) + 1);
      }
    }
    return undefined;
  }

  /** Writes a GrantsRecord into a file of its own in this directory. */
  writeRecord(directory: string, stackName: string): void {
    const record: GrantsRecord = { stackName, uses: this.uses(), refusals: [...this.refused].sort() };
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${randomUUID()}.json`), JSON.stringify(record));
  }

  /** All that roles allow with tables, buses and queues, the unused with 0 times. */
  uses(): GrantUse[] {
    const granted = [...this.statements].flatMap(([functionName, statements]) =>
      statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap((statement) =>
          statement.actions.flatMap((action) =>
            statement.resourceArns.flatMap((arn) =>
              patternsOf(statement).map((pattern) => ({ functionName, action, resource: resourceOf(arn), pattern })),
            ),
          ),
        ),
    );
    const byKey = new Map(granted.map((grant) => [keyOf(grant), grant]));
    return [...byKey].map(([key, grant]) => ({ ...grant, times: this.times.get(key) ?? 0 }));
  }
}

type Grant = Omit<GrantUse, "times">;

const keyOf = ({ functionName, action, resource, pattern }: Grant) =>
  [functionName, action, resource, pattern].join("\n");

const patternsOf = ({ conditions }: Statement): readonly string[] => conditions[0]?.patterns ?? [""];

/** The grants of a statement that an access needs. */
function matched(functionName: string, statement: Statement, access: Access): string[] {
  const values = access.context[statement.conditions[0]?.key ?? ""] ?? [];
  const patterns = patternsOf(statement).filter(
    (pattern) => pattern === "" || values.some((value) => isLike(value, pattern)),
  );
  const actions = statement.actions.filter((action) => isLike(access.action, action));
  const arns = statement.resourceArns.filter((arn) => isLike(access.resourceArn, arn));
  return actions.flatMap((action) =>
    arns.flatMap((arn) =>
      patterns.map((pattern) => keyOf({ functionName, action, resource: resourceOf(arn), pattern })),
    ),
  );
}

/** `table/index/by-expiration` of an index's ARN: a stack has one table and one bus, and a function sends to one queue. */
function resourceOf(arn: string): string {
  const [, , service, , , name = arn] = arn.split(":");
  // A queue's ARN has nothing but its name, which is another in each stack.
  if (service === "sqs") return "queue";
  // Nor has a bucket's.
  if (service === "s3") return ["bucket", ...name.split("/").slice(1)].join("/");
  const [kind = arn, , ...rest] = name.split("/");
  return [kind, ...rest].join("/");
}

/** A key without ids, such as `CLIENT#*#AUDIT`: they stand second, or are numbers of shards. */
function withoutIds(key: string): string {
  return key
    .split("#")
    .map((part, index) => (index === 0 || /^[A-Z_]+$/.test(part) ? part : "*"))
    .join("#");
}
