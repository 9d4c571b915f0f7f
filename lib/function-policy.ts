import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { indexes } from "../store/table.ts";
import type { FunctionGrants } from "./function-grants.ts";
import type { EventQueue } from "./messaging/event-queue.ts";

/** What the statements of a function's policy are about. */
export interface GrantedResources {
  readonly region: string;
  readonly tableArn: string;
  readonly busArn: string;
  /** Of the anchors of audits. */
  readonly anchorsArn: string;
  /** Those that the function takes from. */
  readonly queues: readonly EventQueue[];
  readonly keyArn: string;
  readonly logGroupArn: string;
}

/** A row of `function-grants.ts` as policy statements, and the function's own log: the whole of what its role allows. */
export function functionPolicy(grants: FunctionGrants, resources: GrantedResources): PolicyStatement[] {
  return [
    ...itemStatements(grants, resources.tableArn),
    ...eventStatements(grants, resources),
    ...anchorStatements(grants, resources),
    ...keyStatements(grants, resources),
    allow("OwnLog", ["logs:CreateLogStream", "logs:PutLogEvents"], resources.logGroupArn),
  ];
}

export function allow(
  sid: string,
  actions: string[],
  resources: string | string[],
  conditions?: Record<string, unknown>,
) {
  return new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources: [resources].flat(), conditions });
}

function deny(sid: string, actions: string[], resource: string, conditions: Record<string, unknown>) {
  return new PolicyStatement({ sid, effect: Effect.DENY, actions, resources: [resource], conditions });
}

function itemStatements(
  { items, writesCaps, readsAudits, recordsAccesses, deletesAudits, scansTable }: FunctionGrants,
  tableArn: string,
): PolicyStatement[] {
  if (items.length === 0) {
    return [];
  }
  const statements = items.map(({ may, on, index }, number) =>
    // ForAllValues lets a request without a key pass, but every granted action names its partition key.
    allow(
      `Items${number + 1}`,
      may.map((action) => `dynamodb:${action}`),
      index === undefined ? tableArn : `${tableArn}/index/${indexes[index].name}`,
      { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": on } },
    ),
  );
  if (scansTable) {
    statements.push(allow("WholeTable", ["dynamodb:Scan"], tableArn));
  }
  const denyKeys = (sid: string, actions: readonly string[], keys: string[]) =>
    statements.push(
      deny(
        sid,
        actions.map((action) => `dynamodb:${action}`),
        tableArn,
        { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": keys } },
      ),
    );
  denyKeys("AuditIsAppendOnly", ["UpdateItem"], ["*#AUDIT"]);
  // Of clients whose retention is over, as a whole; never of the setup, whose audit says that they were deleted.
  denyKeys("AuditIsNotDeleted", ["DeleteItem"], [deletesAudits ? "CATALOG#AUDIT" : "*#AUDIT"]);
  if (!readsAudits) {
    denyKeys("AuditIsReadByOthers", ["GetItem", "BatchGetItem", "Query"], ["*#AUDIT"]);
  }
  if (!recordsAccesses) {
    denyKeys("AccessesAreRecordedFromLogs", ["PutItem", "UpdateItem", "DeleteItem"], ["*#ACCESS", "READER#*"]);
  }
  if (!writesCaps) {
    // The two attributes that caps have and nothing else (domain/cap.ts).
    statements.push(
      deny("OnlyBillingWritesCaps", ["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn, {
        "ForAnyValue:StringEquals": { "dynamodb:Attributes": ["confirmed", "discontinuedVersion"] },
      }),
    );
  }
  return statements;
}

function eventStatements(grants: FunctionGrants, { busArn, queues }: GrantedResources): PolicyStatement[] {
  const statements: PolicyStatement[] = [];
  if (grants.putsEvents) {
    statements.push(
      allow("OwnEvents", ["events:PutEvents"], busArn, { StringEquals: { "events:source": "prior-auth-tracker" } }),
    );
  }
  const consume = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  for (const { node, queue, deadLetters } of queues) {
    statements.push(allow(`${node.id}Queue`, consume, queue.queueArn));
    statements.push(allow(`${node.id}DeadLetters`, ["sqs:SendMessage"], deadLetters.queueArn));
  }
  return statements;
}

/** Adding and reading: what is there can't be written over, by the bucket's policy, and nobody is granted to delete it. */
function anchorStatements({ anchorsAudits }: FunctionGrants, { anchorsArn }: GrantedResources): PolicyStatement[] {
  if (!anchorsAudits) {
    return [];
  }
  return [
    allow("Anchors", ["s3:GetObject", "s3:PutObject"], `${anchorsArn}/*`),
    allow("ListAnchors", ["s3:ListBucket"], anchorsArn),
  ];
}

/** The key, and only through the services whose data the function reaches. */
function keyStatements(grants: FunctionGrants, { keyArn, region, queues }: GrantedResources): PolicyStatement[] {
  const through = (...services: string[]) => ({
    StringEquals: { "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`) },
  });
  const decryptsFor = ["lambda"];
  if (grants.items.length > 0) {
    decryptsFor.push("dynamodb");
  }
  if (queues.length > 0) {
    decryptsFor.push("sqs");
  }
  if (grants.anchorsAudits) {
    decryptsFor.push("s3");
  }
  const statements = [allow("Decrypt", ["kms:Decrypt"], keyArn, through(...decryptsFor))];
  if (grants.items.some(({ may }) => may.some((action) => /^(Put|Update|Delete)/.test(action)))) {
    const encrypt = ["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
    statements.push(allow("EncryptItems", encrypt, keyArn, through("dynamodb")));
  }
  if (queues.length > 0) {
    statements.push(allow("EncryptDeadLetters", ["kms:GenerateDataKey"], keyArn, through("sqs")));
  }
  if (grants.anchorsAudits) {
    statements.push(allow("EncryptAnchors", ["kms:GenerateDataKey"], keyArn, through("s3")));
  }
  return statements;
}
