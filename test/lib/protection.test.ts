import { describe, expect, it } from "vitest";
import { flat, production, SynthesizedAgency } from "./synthesized-agency.ts";

const demo = new SynthesizedAgency();
const retained = new SynthesizedAgency(production);

describe("the table", () => {
  const [, demoTable] = demo.only("AWS::DynamoDB::GlobalTable");
  const [, table] = retained.only("AWS::DynamoDB::GlobalTable");
  const [replica] = table.Properties.Replicas;

  it.each([
    ["can be restored to any second", replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true],
    ["is encrypted", table.Properties.SSESpecification, { SSEEnabled: true, SSEType: "KMS" }],
    ["can't be deleted in production", replica.DeletionProtectionEnabled, true],
    ["stays when the stack goes, in production", table.DeletionPolicy, "Retain"],
    ["goes with a demo's stack", demoTable.DeletionPolicy, "Delete"],
    ["can be deleted in a demo", demoTable.Properties.Replicas[0].DeletionProtectionEnabled, false],
    ["has one replica", table.Properties.Replicas.length, 1],
    [
      "has two indexes, of which no counter is part",
      table.Properties.GlobalSecondaryIndexes.map(
        ({ IndexName, Projection }: { IndexName: string; Projection: object }) => [IndexName, Projection],
      ),
      [
        [
          "by-expiration",
          {
            ProjectionType: "INCLUDE",
            NonKeyAttributes: ["effectiveDate", "createdAt", "expirationDateSince", "listed"],
          },
        ],
        ["unconfirmed", { ProjectionType: "INCLUDE", NonKeyAttributes: ["createdBy", "listed"] }],
      ],
    ],
    ["forgets what has expired", table.Properties.TimeToLiveSpecification.AttributeName, "expiresAtEpochSeconds"],
    ["is paid by request", table.Properties.BillingMode, "PAY_PER_REQUEST"],
  ])("%s", (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

describe("the user pool", () => {
  it.each([
    ["stays with its users in production", retained, { deletionPolicy: "Retain", protection: "ACTIVE" }],
    ["goes with a demo's stack", demo, { deletionPolicy: "Delete", protection: "INACTIVE" }],
  ])("%s", (_, agency, expected) => {
    const [, { DeletionPolicy, Properties }] = agency.only("AWS::Cognito::UserPool");
    expect({ deletionPolicy: DeletionPolicy, protection: Properties.DeletionProtection }).toEqual(expected);
  });
});

describe("encryption", () => {
  const [key, keyResource] = retained.key();
  const keyOf: Readonly<Record<string, (properties: ReturnType<typeof retained.only>[1]["Properties"]) => unknown>> = {
    "AWS::DynamoDB::GlobalTable": ({ Replicas }) => Replicas[0].SSESpecification.KMSMasterKeyId,
    "AWS::Events::EventBus": ({ KmsKeyIdentifier }) => KmsKeyIdentifier,
    "AWS::SQS::Queue": ({ KmsMasterKeyId }) => KmsMasterKeyId,
    "AWS::SNS::Topic": ({ KmsMasterKeyId }) => KmsMasterKeyId,
    "AWS::Logs::LogGroup": ({ KmsKeyId }) => KmsKeyId,
    "AWS::Lambda::Function": ({ KmsKeyArn }) => KmsKeyArn,
    "AWS::SecretsManager::Secret": ({ KmsKeyId }) => KmsKeyId,
  };

  it.each(Object.entries(keyOf))("of every %s is with the agency's key", (type, read) => {
    const found = retained.ofType(type);
    expect(found.length).toBeGreaterThan(0);
    for (const [id, { Properties }] of found) {
      expect(retained.referred(read(Properties) ?? {}), id).toBe(key);
    }
  });

  it("has a key that is rotated and stays", () => {
    expect(keyResource.Properties.EnableKeyRotation).toBe(true);
    expect(keyResource.DeletionPolicy).toBe("Retain");
  });

  it("lets services use the key for this agency alone", () => {
    const here = "us-east-1:123456789012";
    const bus = `arn:aws:events:${here}:event-bus/prior-auth-tracker-willow-creek`;
    const useDataKeys = ["kms:Decrypt", "kms:GenerateDataKey"];
    const statements = keyResource.Properties.KeyPolicy.Statement.map(
      ({
        Principal,
        Action,
        Condition,
      }: {
        Principal: { AWS?: unknown; Service?: string };
        Action: unknown;
        Condition?: object;
      }) => [Principal.Service ?? flat(Principal.AWS), Action, Condition],
    );
    expect(statements).toEqual([
      ["arn:aws:iam::123456789012:root", "kms:*", undefined],
      [
        "logs.us-east-1.amazonaws.com",
        [...useDataKeys, "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey"],
        {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": [
              `arn:aws:logs:${here}:log-group:/prior-auth-tracker/willow-creek/*`,
              `arn:aws:logs:${here}:log-group:/aws/vendedlogs/prior-auth-tracker/willow-creek/api`,
            ],
          },
        },
      ],
      [
        "events.amazonaws.com",
        useDataKeys,
        {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": [`arn:aws:events:${here}:rule/prior-auth-tracker-willow-creek/*`, bus] },
        },
      ],
      [
        "cloudwatch.amazonaws.com",
        useDataKeys,
        {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${here}:alarm:*` },
        },
      ],
      [
        "events.amazonaws.com",
        [...useDataKeys, "kms:DescribeKey"],
        {
          StringEquals: {
            "aws:SourceAccount": "123456789012",
            "aws:SourceArn": bus,
            "kms:EncryptionContext:aws:events:event-bus:arn": bus,
          },
        },
      ],
    ]);
  });

  it("is demanded of everybody who talks to a queue or the topic", () => {
    const policies = [...retained.ofType("AWS::SQS::QueuePolicy"), ...retained.ofType("AWS::SNS::TopicPolicy")];
    expect(policies.length).toBe(retained.ofType("AWS::SQS::Queue").length + 1);
    for (const [id, { Properties }] of policies) {
      expect(Properties.PolicyDocument.Statement, id).toContainEqual(
        expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      );
    }
  });
});

describe("the key of blind indexes", () => {
  const secret = retained.resources["BlindIndexKey"] as ReturnType<typeof retained.only>[1];

  it("is never rotated", () => {
    expect(retained.ofType("AWS::SecretsManager::RotationSchedule")).toEqual([]);
  });

  it("lives as long as the table", () => {
    expect(secret.DeletionPolicy).toBe("Retain");
  });

  it("is made as it always was: another way would make another key", () => {
    expect(secret.Properties.GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
  });
});

describe("logs", () => {
  it.each([...retained.functions().keys()])(
    "of %s have a group of their own, kept as long as the agency says",
    (name) => {
      const { resource } = retained.functions().get(name) ?? { resource: undefined };
      const { LogGroup, LogFormat } = resource?.Properties.LoggingConfig ?? {};
      const group = retained.resources[retained.logGroup(LogGroup ?? "") ?? ""];
      expect(LogFormat).toBe("JSON");
      expect(group?.Properties).toMatchObject({
        LogGroupName: `/prior-auth-tracker/willow-creek/${name}`,
        RetentionInDays: 30,
      });
    },
  );

  it("of the API stand under the name that a hundred agencies can share an account with", () => {
    const names = retained.ofType("AWS::Logs::LogGroup").map(([, { Properties }]) => Properties.LogGroupName);
    expect(names).toContain("/aws/vendedlogs/prior-auth-tracker/willow-creek/api");
    expect(names.length).toBe(retained.functions().size + 1);
  });

  it("stay in production, but not after a first deployment that failed", () => {
    for (const [id, { DeletionPolicy }] of retained.ofType("AWS::Logs::LogGroup")) {
      expect(DeletionPolicy, id).toBe("RetainExceptOnCreate");
    }
  });
});

describe("functions", () => {
  it.each([...demo.functions()])("%s runs on Node 24 and arm64 with nothing beside its bundle", (_, { resource }) => {
    expect(resource.Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
    expect(resource.Properties.Layers).toBeUndefined();
  });
});

describe("tags", () => {
  const untaggable = new Set([
    "AWS::S3::BucketPolicy",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::Backup::BackupSelection",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPoolGroup",
    "AWS::Cognito::UserPoolResourceServer",
    "AWS::KMS::Alias",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::Logs::MetricFilter",
    "AWS::Logs::SubscriptionFilter",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    // Schedules have none; their group has, and this one is in the account's default group.
    "AWS::Scheduler::Schedule",
  ]);

  it("say of everything whose it is", () => {
    // As a list of keys and values or as a map: CloudFormation has both.
    const tagged = /"Key":"agency","Value":"willow-creek"|"agency":"willow-creek"/;
    const untagged = Object.entries(retained.resources).filter(
      ([, { Type, Properties }]) => !untaggable.has(Type) && !tagged.test(JSON.stringify(Properties)),
    );
    expect(untagged.map(([id]) => id)).toEqual([]);
  });
});

describe("outputs", () => {
  it("are what devops and front ends need", () => {
    expect(Object.keys(demo.outputs).sort()).toEqual(["ApiUrl", "ClientId", "EventBusName", "TableName", "UserPoolId"]);
  });

  it("hold no secret", () => {
    expect(
      Object.values(demo.outputs)
        .map(({ Value }) => flat(Value))
        .join(),
    ).not.toContain("resolve");
  });
});
