import { describe, expect, it } from "vitest";
import { agency, line, list, statementsOf } from "./role-statements.ts";
import { flat } from "./synthesized-agency.ts";

const ownLog = "Allow log CreateLogStream PutLogEvents";
const noChangeOfAudits = "Deny table UpdateItem: *#AUDIT";
const appendOnlyAudit = [noChangeOfAudits, "Deny table DeleteItem: *#AUDIT"];
const accessesFromLogs = "Deny table DeleteItem PutItem UpdateItem: *#ACCESS READER#*";
const noAudits = "Deny table BatchGetItem GetItem Query: *#AUDIT";
const noCaps = "Deny table PutItem UpdateItem: confirmed discontinuedVersion";
const decrypt = "Allow key Decrypt: dynamodb.us-east-1.amazonaws.com lambda.us-east-1.amazonaws.com";
const decryptWithQueue =
  "Allow key Decrypt: dynamodb.us-east-1.amazonaws.com lambda.us-east-1.amazonaws.com sqs.us-east-1.amazonaws.com";
const readCatalog = "Allow table GetItem Query: CATALOG";
const nameCatalog = "Allow table ConditionCheckItem GetItem Query: CATALOG";
/** Services of users and of the billing engine alike. */
const posting = [
  "Allow table BatchGetItem GetItem Query: CLIENT#*",
  "Allow table BatchGetItem: AUTH#*",
  readCatalog,
  "Allow table PutItem: AUTH#* CLIENT#*",
  "Allow table DeleteItem: CLIENT#*#SERVICES",
  "Allow table DeleteItem PutItem: RUNNING_LOW#*",
];
const consumeQueue = "Allow queue DeleteMessage GetQueueAttributes ReceiveMessage";
const keepDeadLetters = "Allow queue SendMessage";
const encryptDeadLetters = "Allow key GenerateDataKey: sqs.us-east-1.amazonaws.com";
const encrypt =
  "Allow key DescribeKey Encrypt GenerateDataKey ReEncryptFrom ReEncryptTo: dynamodb.us-east-1.amazonaws.com";
const putEvents = "Allow bus PutEvents: prior-auth-tracker";

/** Everything that each function may do, and nothing besides: a further grant has to be written here as well. */
const everything: Readonly<Record<string, readonly string[]>> = {
  tracker: [
    "Allow table BatchGetItem: CLIENT#*",
    "Allow table Query: AUTH#* CLIENT#*",
    readCatalog,
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    decrypt,
    ownLog,
  ],
  clients: [
    "Allow table BatchGetItem GetItem PutItem Query: CLIENT#*",
    "Allow table DeleteItem PutItem Query: SEARCH#*",
    "Allow table UpdateItem: CLIENT#*",
    "Allow table ConditionCheckItem: CLIENT#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  insurances: [
    "Allow table Query: CLIENT#*",
    nameCatalog,
    "Allow table DeleteItem PutItem: CLIENT#* REFERENCE#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  authorizations: [
    "Allow table BatchGetItem Query: CLIENT#*",
    "Allow table Query: AUTH#*",
    nameCatalog,
    "Allow table DeleteItem PutItem: CLIENT#* REFERENCE#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    "Allow table DeleteItem PutItem: OUTBOX#* RUNNING_LOW#*",
    "Allow table PutItem: AWAITED#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
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
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
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
    ...appendOnlyAudit,
    accessesFromLogs,
    noCaps,
    decrypt,
    ownLog,
  ],
  records: [
    "Allow table GetItem Query: CLIENT#*",
    "Allow table Query: AUTH#* RETENTION",
    "Allow table PutItem: CLIENT#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    ...appendOnlyAudit,
    accessesFromLogs,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  services: [
    ...posting,
    "Allow table Query: AUTH#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  setup: [
    "Allow table GetItem PutItem Query: CATALOG",
    "Allow table PutItem: CATALOG#AUDIT",
    "Allow table GetItem PutItem: BACKFILL",
    "Allow table Query: AUTH#* REFERENCE#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
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
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    decrypt,
    ownLog,
  ],
  contract: ["Allow key Decrypt: lambda.us-east-1.amazonaws.com", ownLog],
  billing: [
    ...posting,
    "Allow table ConditionCheckItem DeleteItem: CLIENT#*",
    "Allow table PutItem: EVENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    "Allow table DeleteItem GetItem: AWAITED#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    putEvents,
    // Of caps and of services.
    ...[consumeQueue, keepDeadLetters],
    ...[consumeQueue, keepDeadLetters],
    decryptWithQueue,
    encrypt,
    encryptDeadLetters,
    ownLog,
  ],
  copies: [
    "Allow table BatchGetItem Query: CLIENT#*",
    readCatalog,
    "Allow table GetItem PutItem Query: COPY#*",
    "Allow table GetItem PutItem: IDEMPOTENCY#*",
    "Allow table PutItem: CLIENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
  "copy-targets": [
    "Allow table Query: CLIENT#* REFERENCE#*",
    nameCatalog,
    "Allow table BatchGetItem GetItem PutItem Query: COPY#*",
    "Allow table PutItem: CLIENT#* REFERENCE#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    putEvents,
    consumeQueue,
    keepDeadLetters,
    decryptWithQueue,
    encrypt,
    encryptDeadLetters,
    ownLog,
  ],
  reconcile: [
    "Allow table Query: AWAITED#* CLIENT#* REFERENCE#PAYER#*",
    readCatalog,
    "Allow table DeleteItem PutItem Query: DRIFT",
    "Allow table GetItem PutItem: RECONCILE",
    "Allow table PutItem: CLIENT#*",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
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
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  accesses: [
    "Allow table UpdateItem: CLIENT#*#ACCESS READER#*",
    "Allow table Query: READER#*",
    ...appendOnlyAudit,
    noAudits,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  anchor: [
    "Allow table Query: CATALOG#AUDIT CLIENT#*#AUDIT SEARCH#*",
    "Allow table GetItem: CATALOG CLIENT#*",
    ...appendOnlyAudit,
    accessesFromLogs,
    noCaps,
    "Allow bucket/* GetObject PutObject",
    "Allow bucket ListBucket",
    "Allow key Decrypt: dynamodb.us-east-1.amazonaws.com lambda.us-east-1.amazonaws.com s3.us-east-1.amazonaws.com",
    "Allow key GenerateDataKey: s3.us-east-1.amazonaws.com",
    ownLog,
  ],
  resend: [
    "Allow table DeleteItem Query: OUTBOX#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
    noCaps,
    putEvents,
    decrypt,
    encrypt,
    ownLog,
  ],
  retention: [
    "Allow table DeleteItem Query: SEARCH#*",
    "Allow table BatchGetItem DeleteItem PutItem Query: CLIENT#*",
    "Allow table DeleteItem Query: AUTH#*",
    "Allow table DeleteItem: ALERTS#* AWAITED#* DRIFT REFERENCE#* RUNNING_LOW#*",
    "Allow table GetItem PutItem: CATALOG",
    "Allow table PutItem: CATALOG#AUDIT",
    "Allow table DeleteItem GetItem PutItem Query: RETENTION",
    noChangeOfAudits,
    "Deny table DeleteItem: CATALOG#AUDIT",
    accessesFromLogs,
    noCaps,
    decrypt,
    encrypt,
    ownLog,
  ],
  remind: [
    "Allow table/index/by-expiration Query: EXPIRES#*",
    "Allow table/index/unconfirmed Query: UNCONFIRMED",
    readCatalog,
    "Allow table BatchGetItem: CLIENT#*",
    "Allow table DeleteItem GetItem Query: RUNNING_LOW#*",
    "Allow table GetItem PutItem: ALERTS#* REMIND",
    "Allow table DeleteItem PutItem: OUTBOX#*",
    ...appendOnlyAudit,
    noAudits,
    accessesFromLogs,
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

  /** Of the resources of statements, the logical ids without their hashes. */
  const namesOf = (statements: ReturnType<typeof statementsOf>) =>
    statements.map(({ Resource }) => agency.referred(Resource)?.replace(/[0-9A-F]{8}$/, ""));

  it.each([
    ["billing", ["CapsQueue", "ServicesQueue"]],
    ["copy-targets", ["CopiesQueue"]],
  ])("lets %s take from %j alone", (name, queues) => {
    const taken = statementsOf(name).filter(({ Action }) => list(Action).includes("sqs:ReceiveMessage"));
    expect(namesOf(taken)).toEqual(queues);
  });

  it("lets each consumer send to its own dead letters alone, and nobody else to any queue", () => {
    const sending = [...agency.functions().keys()].flatMap((name) =>
      namesOf(statementsOf(name).filter(({ Action }) => list(Action).includes("sqs:SendMessage"))).map((queue) => [
        name,
        queue,
      ]),
    );
    expect(sending).toEqual([
      ["billing", "CapsDeadLetters"],
      ["billing", "ServicesDeadLetters"],
      ["copy-targets", "CopiesDeadLetters"],
    ]);
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
          expect(flat(Resource), id).toMatch(/^\$\{\w+\.Arn\}(?:\/index\/(?:by-expiration|unconfirmed)|\/\*)?$/);
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
