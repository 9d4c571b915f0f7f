import { describe, expect, it } from "vitest";
import { flat, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency();

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

const list = (value: string | string[]) => (Array.isArray(value) ? value : [value]);

const resourceNames: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "table",
  "AWS::Events::EventBus": "bus",
  "AWS::SQS::Queue": "queue",
  "AWS::KMS::Key": "key",
  "AWS::Logs::LogGroup": "log",
};

/** One statement as a line: `Allow table GetItem Query: CATALOG CLIENT#*`. Fails on anything it can't put into words. */
function line({ Effect, Action, Resource, Condition = {} }: Statement): string {
  const [, id = "", index = ""] = /^\$\{(\w+)\.Arn\}(\/index\/[\w-]+)?$/.exec(flat(Resource)) ?? [];
  const type = resourceNames[agency.resources[id || (agency.logGroup(Resource) ?? "")]?.Type ?? ""];
  const what = type && `${type}${index}`;
  expect(what, `the resource of a statement is one of the agency's own: ${JSON.stringify(Resource)}`).toBeDefined();
  const actions = list(Action).map((action) => action.replace(/^\w+:/, ""));
  const conditions = Object.values(Condition).flatMap((operator) => Object.values(operator).flatMap(list));
  const to = conditions.length > 0 ? `: ${conditions.sort().join(" ")}` : "";
  return `${Effect} ${what} ${actions.sort().join(" ")}${to}`;
}

function statementsOf(functionName: string): Statement[] {
  const found = agency.functions().get(functionName)?.resource.Properties.Role;
  const role = agency.resources[agency.referred(found) ?? ""];
  return role?.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  );
}

const ownLog = "Allow log CreateLogStream PutLogEvents";
const appendOnlyAudit = "Deny table DeleteItem UpdateItem: *#AUDIT";
const noCaps = "Deny table PutItem UpdateItem: confirmed discontinuedVersion";
const decrypt = "Allow key Decrypt: dynamodb.us-east-1.amazonaws.com lambda.us-east-1.amazonaws.com";
const decryptWithQueue =
  "Allow key Decrypt: dynamodb.us-east-1.amazonaws.com lambda.us-east-1.amazonaws.com sqs.us-east-1.amazonaws.com";
const readCatalog = "Allow table GetItem Query: CATALOG";
/** Services of users and of the billing engine alike. */
const posting = [
  "Allow table BatchGetItem GetItem Query: CLIENT#*",
  "Allow table BatchGetItem: AUTH#*",
  readCatalog,
  "Allow table ConditionCheckItem DeleteItem PutItem: CLIENT#*",
  "Allow table PutItem: AUTH#*",
  "Allow table DeleteItem PutItem: RUNNING_LOW#*",
];
const consumeQueue = "Allow queue DeleteMessage GetQueueAttributes ReceiveMessage";
const encrypt =
  "Allow key DescribeKey Encrypt GenerateDataKey ReEncryptFrom ReEncryptTo: dynamodb.us-east-1.amazonaws.com";
const putEvents = "Allow bus PutEvents: prior-auth-tracker";

/** Everything that each function may do, and nothing besides: a further grant has to be written here as well. */
const everything: Readonly<Record<string, readonly string[]>> = {
  tracker: ["Allow table Query: CLIENT#*", readCatalog, appendOnlyAudit, noCaps, decrypt, ownLog],
  clients: [
    "Allow table BatchGetItem GetItem PutItem Query: CLIENT#*",
    "Allow table DeleteItem PutItem Query: SEARCH#*",
    "Allow table ConditionCheckItem UpdateItem: CLIENT#*",
    appendOnlyAudit,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  insurances: [
    "Allow table Query: CLIENT#*",
    readCatalog,
    "Allow table DeleteItem PutItem: CLIENT#* REFERENCE#*",
    "Allow table ConditionCheckItem UpdateItem: CLIENT#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    appendOnlyAudit,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  authorizations: [
    "Allow table BatchGetItem Query: CLIENT#*",
    "Allow table Query: AUTH#*",
    readCatalog,
    "Allow table ConditionCheckItem DeleteItem PutItem UpdateItem: CLIENT#*",
    "Allow table DeleteItem PutItem: REFERENCE#* UNIQUE#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    "Allow table DeleteItem PutItem: OUTBOX#* RUNNING_LOW#*",
    "Allow table PutItem: AWAITED#*",
    appendOnlyAudit,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
  confirm: [
    "Allow table BatchGetItem Query: CLIENT#*",
    readCatalog,
    "Allow table PutItem: AWAITED#* CLIENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    appendOnlyAudit,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
  audit: [
    "Allow table BatchGetItem GetItem: CLIENT#*",
    "Allow table Query: CATALOG#AUDIT CLIENT#*#AUDIT",
    "Allow table GetItem: CATALOG",
    appendOnlyAudit,
    noCaps,
    decrypt,
    ownLog,
  ],
  services: [...posting, appendOnlyAudit, noCaps, decrypt, encrypt, ownLog],
  setup: [
    "Allow table GetItem PutItem Query: CATALOG",
    "Allow table PutItem: CATALOG#AUDIT",
    "Allow table Query: REFERENCE#*",
    appendOnlyAudit,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  reports: [
    "Allow table/index/by-expiration Query: EXPIRES#*",
    "Allow table/index/unconfirmed Query: UNCONFIRMED",
    "Allow table BatchGetItem: CLIENT#*",
    "Allow table Query: AWAITED#* CLIENT#* DRIFT",
    readCatalog,
    appendOnlyAudit,
    noCaps,
    decrypt,
    ownLog,
  ],
  contract: ["Allow key Decrypt: lambda.us-east-1.amazonaws.com", ownLog],
  billing: [
    ...posting,
    "Allow table PutItem: EVENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    "Allow table DeleteItem GetItem: AWAITED#*",
    appendOnlyAudit,
    putEvents,
    consumeQueue,
    decryptWithQueue,
    encrypt,
    ownLog,
  ],
  copies: [
    "Allow table BatchGetItem Query: CLIENT#*",
    readCatalog,
    "Allow table GetItem PutItem Query: COPY#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    "Allow table PutItem: CLIENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    appendOnlyAudit,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
  "copy-targets": [
    "Allow table Query: CLIENT#* REFERENCE#*",
    readCatalog,
    "Allow table BatchGetItem GetItem PutItem Query: COPY#*",
    "Allow table ConditionCheckItem PutItem UpdateItem: CLIENT#*",
    "Allow table PutItem: REFERENCE#* RUNNING_LOW#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    appendOnlyAudit,
    noCaps,
    putEvents,
    consumeQueue,
    decryptWithQueue,
    encrypt,
    ownLog,
  ],
  reconcile: [
    "Allow table Query: AWAITED#* CLIENT#* REFERENCE#PAYER#*",
    readCatalog,
    "Allow table DeleteItem PutItem Query: DRIFT",
    "Allow table GetItem PutItem: RECONCILE",
    "Allow table PutItem: CLIENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    appendOnlyAudit,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
  backfill: [
    "Allow table GetItem UpdateItem: CLIENT#*",
    "Allow table GetItem PutItem Query: BACKFILL",
    "Allow table Scan",
    appendOnlyAudit,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  resend: ["Allow table DeleteItem Query: OUTBOX#*", appendOnlyAudit, noCaps, putEvents, decrypt, encrypt, ownLog],
  remind: [
    "Allow table/index/by-expiration Query: EXPIRES#*",
    "Allow table/index/unconfirmed Query: UNCONFIRMED",
    "Allow table ConditionCheckItem GetItem: CLIENT#*",
    "Allow table DeleteItem GetItem Query: RUNNING_LOW#*",
    "Allow table GetItem PutItem: ALERTS#* REMIND",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    appendOnlyAudit,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
};

describe("what functions may do", () => {
  it("is said here for every function that is deployed", () => {
    expect([...agency.functions().keys()].sort()).toEqual(Object.keys(everything).sort());
  });

  it.each(Object.entries(everything))("%s may do this and nothing else", (name, lines) => {
    expect(statementsOf(name).map(line).sort()).toEqual([...lines].sort());
  });

  it("is held to conditions of these kinds", () => {
    const kinds = Object.keys(everything).flatMap((name) =>
      statementsOf(name).flatMap(({ Effect, Condition = {} }) =>
        Object.entries(Condition).flatMap(([operator, tests]) =>
          Object.keys(tests).map((context) => `${Effect} ${operator} ${context}`),
        ),
      ),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      "Allow ForAllValues:StringLike dynamodb:LeadingKeys",
      "Allow StringEquals events:source",
      "Allow StringEquals kms:ViaService",
      "Deny ForAnyValue:StringEquals dynamodb:Attributes",
      "Deny ForAnyValue:StringLike dynamodb:LeadingKeys",
    ]);
  });

  it("comes from no other policy", () => {
    expect(agency.ofType("AWS::IAM::Policy")).toEqual([]);
    expect(agency.ofType("AWS::IAM::ManagedPolicy")).toEqual([]);
    for (const [, role] of agency.ofType("AWS::IAM::Role")) {
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  it.each([...agency.functions().keys()])("lets %s write to its own log alone", (name) => {
    const { resource } = agency.functions().get(name) ?? { resource: undefined };
    const ownLogGroup = agency.logGroup(resource?.Properties.LoggingConfig.LogGroup);
    expect(ownLogGroup).toBeDefined();
    const logs = statementsOf(name).filter(({ Action }) => list(Action).some((action) => action.startsWith("logs:")));
    expect(logs.map(({ Resource }) => agency.logGroup(Resource))).toEqual([ownLogGroup]);
  });

  it.each([
    ["billing", /^BillingQueue/],
    ["copy-targets", /^CopiesQueue/],
  ])("lets %s take from its own queue alone", (name, queue) => {
    const taken = statementsOf(name).filter(({ Action }) => list(Action).includes("sqs:ReceiveMessage"));
    expect(taken.map(({ Resource }) => agency.referred(Resource))).toEqual([expect.stringMatching(queue)]);
  });

  it("gives each function a role of its own", () => {
    const roles = [...agency.functions().values()].map(({ resource }) => agency.referred(resource.Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  it("takes in neither all actions of a service nor all resources", () => {
    for (const [id, role] of agency.ofType("AWS::IAM::Role")) {
      for (const { PolicyDocument } of role.Properties.Policies) {
        for (const { Action, Resource } of PolicyDocument.Statement) {
          expect(list(Action).join(), id).not.toContain("*");
          // A log is in the data stack and found by its name; the star stands for the streams in it.
          if (agency.logGroup(Resource) !== undefined || agency.called(Resource) !== undefined) continue;
          expect(flat(Resource), id).toMatch(/^\$\{\w+\.Arn\}(?:\/index\/(?:by-expiration|unconfirmed))?$/);
        }
      }
    }
  });

  it("lets only authorizations (discontinue), confirm, copies, the consumers and the jobs put events", () => {
    const putting = [...agency.functions().keys()].filter((name) =>
      statementsOf(name).some(({ Action }) => list(Action).includes("events:PutEvents")),
    );
    expect(putting.sort()).toEqual([
      "authorizations",
      "billing",
      "confirm",
      "copies",
      "copy-targets",
      "reconcile",
      "remind",
      "resend",
    ]);
  });
});

/** IAM's decision on one item: an explicit deny wins, else something has to allow it. */
function decision(name: string, action: string, key: string, attributes: readonly string[]): "allowed" | "denied" {
  const matches = (pattern: string, text: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
  const applies = ({ Action, Condition = {} }: Statement) =>
    list(Action).includes(`dynamodb:${action}`) &&
    Object.entries(Condition).every(([operator, tests]) =>
      Object.entries(tests).every(([context, patterns]) => {
        const values = context === "dynamodb:LeadingKeys" ? [key] : attributes;
        const test = (value: string) => list(patterns).some((pattern) => matches(pattern, value));
        return operator.startsWith("ForAllValues") ? values.every(test) : values.some(test);
      }),
    );
  const applying = statementsOf(name).filter(applies);
  return applying.some(({ Effect }) => Effect === "Allow") && applying.every(({ Effect }) => Effect === "Allow")
    ? "allowed"
    : "denied";
}

const cap = ["PK", "SK", "confirmed", "version"];

describe("what IAM makes of it", () => {
  it.each([
    ["tracker", "Query", "CLIENT#c1", [], "allowed"],
    ["tracker", "PutItem", "CLIENT#c1", [], "denied"],
    ["authorizations", "UpdateItem", "UNIQUE#u1", ["PK"], "denied"],
    ["clients", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["setup", "Query", "CATALOG#AUDIT", [], "denied"],
    ["services", "DeleteItem", "AUTH#a1", [], "denied"],
    ["tracker", "Query", "OUTBOX#0", [], "denied"],
    ["insurances", "PutItem", "CATALOG", [], "denied"],
    ["authorizations", "PutItem", "CLIENT#c1", ["PK", "notes"], "allowed"],
    ["authorizations", "PutItem", "CLIENT#c1", cap, "denied"],
    ["authorizations", "UpdateItem", "CLIENT#c1", ["discontinuedVersion"], "denied"],
    ["services", "PutItem", "CLIENT#c1", cap, "denied"],
    ["authorizations", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "allowed"],
    ["authorizations", "UpdateItem", "CLIENT#c1#AUDIT", ["PK"], "denied"],
    ["clients", "DeleteItem", "CLIENT#c1#AUDIT", [], "denied"],
    ["audit", "Query", "CLIENT#c1#AUDIT", [], "allowed"],
    ["audit", "BatchGetItem", "CLIENT#c1#HISTORY", [], "allowed"],
    ["audit", "Query", "CLIENT#c1", [], "denied"],
    ["audit", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "denied"],
    ["audit", "PutItem", "CLIENT#c1", ["PK"], "denied"],
    ["audit", "GetItem", "CATALOG", [], "allowed"],
    ["audit", "Query", "CATALOG", [], "denied"],
    ["audit", "Query", "CATALOG#AUDIT", [], "allowed"],
    ["audit", "PutItem", "CATALOG#AUDIT", ["PK"], "denied"],
    ["setup", "PutItem", "CATALOG#AUDIT", ["PK"], "allowed"],
    ["setup", "DeleteItem", "CATALOG#AUDIT", [], "denied"],
    ["setup", "Query", "CLIENT#c1", [], "denied"],
    ["confirm", "PutItem", "OUTBOX#3", ["PK"], "allowed"],
    ["confirm", "PutItem", "CLIENT#c1", cap, "denied"],
    ["billing", "PutItem", "CLIENT#c1", cap, "allowed"],
    ["billing", "PutItem", "EVENT#e1", ["PK"], "allowed"],
    ["authorizations", "PutItem", "IDEMPOTENCY#0a1b", ["PK", "bodyHash"], "allowed"],
    ["insurances", "GetItem", "IDEMPOTENCY#0a1b", [], "allowed"],
    ["authorizations", "DeleteItem", "IDEMPOTENCY#0a1b", [], "denied"],
    ["tracker", "GetItem", "IDEMPOTENCY#0a1b", [], "denied"],
    ["billing", "UpdateItem", "CLIENT#c1#AUDIT", [], "denied"],
    ["confirm", "PutItem", "AWAITED#1", ["PK"], "allowed"],
    ["confirm", "DeleteItem", "AWAITED#1", [], "denied"],
    ["authorizations", "PutItem", "AWAITED#1", ["PK"], "allowed"],
    ["billing", "DeleteItem", "AWAITED#1", [], "allowed"],
    ["billing", "PutItem", "AWAITED#1", ["PK"], "denied"],
    ["reports", "Query", "DRIFT", [], "allowed"],
    ["reports", "PutItem", "DRIFT", ["PK"], "denied"],
    ["reconcile", "Query", "REFERENCE#PAYER#P1", [], "allowed"],
    ["reconcile", "Query", "REFERENCE#GROUP#g", [], "denied"],
    ["reconcile", "PutItem", "CLIENT#c1", cap, "denied"],
    ["reconcile", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "allowed"],
    ["reconcile", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["copies", "PutItem", "COPY#c1", ["PK"], "allowed"],
    ["copies", "PutItem", "CLIENT#c1", cap, "denied"],
    ["copies", "UpdateItem", "CLIENT#c1", [], "denied"],
    ["copy-targets", "PutItem", "CLIENT#c1", ["PK", "authorizationNumber"], "allowed"],
    ["copy-targets", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["copy-targets", "DeleteItem", "COPY#c1", [], "denied"],
    ["copy-targets", "PutItem", "UNIQUE#u1", ["PK"], "denied"],
    ["resend", "DeleteItem", "OUTBOX#0", [], "allowed"],
    ["resend", "Query", "CLIENT#c1", [], "denied"],
    ["copy-targets", "PutItem", "RUNNING_LOW#2", ["PK"], "allowed"],
    ["remind", "PutItem", "ALERTS#a1", ["PK"], "allowed"],
    ["remind", "GetItem", "CLIENT#c1", [], "allowed"],
    ["remind", "PutItem", "CLIENT#c1", ["PK"], "denied"],
    ["remind", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["remind", "Query", "CLIENT#c1", [], "denied"],
    ["services", "PutItem", "RUNNING_LOW#1", ["PK"], "allowed"],
    ["services", "PutItem", "ALERTS#a1", ["PK"], "denied"],
    ["contract", "GetItem", "CATALOG", [], "denied"],
  ] as const)("%s, %s of %s with %j is %s", (name, action, key, attributes, expected) => {
    expect(decision(name, action, key, attributes)).toBe(expected);
  });

  it.each(Object.keys(everything))("%s changes no audit entry that is written", (name) => {
    for (const key of ["CLIENT#c1#AUDIT", "CATALOG#AUDIT"]) {
      expect(decision(name, "UpdateItem", key, [])).toBe("denied");
      expect(decision(name, "DeleteItem", key, [])).toBe("denied");
    }
  });
});
