import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deployedFunctions } from "../../../lib/deployed-functions.ts";
import { onlyElsewhere } from "../../engine/not-forced-alarms.ts";
import { flat, production, SynthesizedAgency } from "../synthesized-agency.ts";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/willow-creek";
/** Elsewhere than its pages, so that what is in one region is not taken for what is in the other. */
const agency = new SynthesizedAgency({
  ...production,
  region: "us-west-2",
  webSite: { domain: { name: "tracker.willow-creek.example", certificateArn } },
});
/** Those for people. What stops a release is in gradual-release.test.ts. */
const alarms = agency.ofType("AWS::CloudWatch::Alarm").filter(([, { Properties }]) => Properties.AlarmActions);

/** The stack's resources of a type that tell people of its alarms. */
function ofStack(resourceId: string, type: string) {
  const stack = agency.stacks.find(({ Resources }) => resourceId in Resources);
  const resources = Object.entries(stack?.Resources ?? {}).filter(([, { Type }]) => Type === type);
  return { region: agency.regionOf(stack?.stackName ?? ""), resources };
}

/** What an alarm looks at, such as `AWS/SQS ApproximateAgeOfOldestMessage of CapsQueue > 300`. */
function watched([, { Properties }]: (typeof alarms)[number]): string {
  const { Metrics = [], Threshold, ComparisonOperator } = Properties;
  const sign = { GreaterThanThreshold: ">", LessThanThreshold: "<" }[ComparisonOperator as string];
  const figures = Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: object } }) => MetricStat?.Metric ?? []);
  const [computed] = Metrics.flatMap(({ Expression }: { Expression?: string }) => Expression ?? []);
  const told = (computed === undefined ? [Properties] : figures).map(figureOf).join(", ");
  return `${told}${computed === undefined ? "" : ` as ${computed}`} ${sign} ${Threshold}`;
}

function figureOf({ Namespace, MetricName, Dimensions }: (typeof alarms)[number][1]["Properties"]): string {
  const of = Dimensions.map(({ Value }: { Value: unknown }) =>
    flat(Value)
      .replace(/^\$\{(\w+?)(\.QueueName)?\}$/, "$1")
      // The hash at the end of a logical id.
      .replace(/[0-9A-F]{8}(?=$|\})/, ""),
  );
  return `${Namespace} ${MetricName} of ${of.join(" ")}`;
}

/** The texts of the sections of docs/runbook.md under Alarms, by the anchors that a reader's browser goes to. */
function runbookSections(): Map<string, string> {
  const [, alarmsPart = ""] = readFileSync("docs/runbook.md", "utf8").split("\n## Alarms\n");
  const [underAlarms = ""] = alarmsPart.split("\n## ");
  const [, ...sections] = underAlarms.split("\n### ");
  return new Map(
    sections.map((text) => {
      const [heading = ""] = text.split("\n");
      return [
        heading
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, "")
          .replaceAll(" ", "-"),
        text,
      ];
    }),
  );
}

describe("alarms", () => {
  it("look at these figures", () => {
    const functions = [...agency.functions()]
      // Not what CDK adds to upload pages.
      .filter(([name]) => deployedFunctions.includes(name))
      .map(([, { logicalId }]) => logicalId.replace(/[0-9A-F]{8}$/, ""));
    expect(alarms.map(watched).sort()).toEqual(
      [
        "AWS/SQS ApproximateNumberOfMessagesVisible of CapsDeadLetters > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of ServicesDeadLetters > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of CopiesDeadLetters > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of EventsUndelivered > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of JobsUndelivered > 0",
        "AWS/SQS ApproximateAgeOfOldestMessage of CapsQueue > 300",
        "AWS/SQS ApproximateAgeOfOldestMessage of ServicesQueue > 900",
        "AWS/SQS ApproximateAgeOfOldestMessage of CopiesQueue > 900",
        "PriorAuthTracker OldestUnsentEventAgeSeconds of willow-creek > 300",
        "PriorAuthTracker CapsDrift of willow-creek > 0",
        "PriorAuthTracker CapsReconciledAgeSeconds of willow-creek > 90000",
        "PriorAuthTracker MostClientsReadByOneUser of willow-creek > 300",
        "PriorAuthTracker UnreadableItems of willow-creek > 0",
        "PriorAuthTracker AlertsUnfinished of willow-creek > 0",
        "AWS/ApiGateway 5xx of ApiHttpApi $default > 2",
        "AWS/ApiGateway Latency of ApiHttpApi $default > 3000",
        "PriorAuthTracker CallsUnauthenticated of willow-creek > 300",
        "PriorAuthTracker AuditFaults of willow-creek > 0",
        "PriorAuthTracker AuditsAnchoredAgeSeconds of willow-creek > 90000",
        "PriorAuthTracker CallsForbidden of willow-creek > 30",
        "AWS/DynamoDB ReadThrottleEvents of Table > 10",
        "AWS/DynamoDB WriteThrottleEvents of Table > 10",
        "AWS/Backup NumberOfBackupJobsFailed of prior-auth-tracker-willow-creek > 0",
        "AWS/Backup NumberOfBackupJobsCompleted of prior-auth-tracker-willow-creek < 1",
        "AWS/CloudFront Requests of Distribution Global, AWS/CloudFront 5xxErrorRate of Distribution Global as requests * failing / 100 > 2",
        // In no Region: a firewall of CloudFront's has none.
        "AWS/WAFV2 BlockedRequests of ALL prior-auth-tracker-willow-creek > 300",
        // Of whatever version is in use.
        ...functions.map((name) => `AWS/Lambda Errors of ${name} \${${name}}:live > 0`),
      ].sort(),
    );
  });

  it.each(alarms)(
    "%s says who is hurt and where to look, and somebody hears when it begins and when it ends",
    (id, { Properties }) => {
      // Two sentences at least, each with some substance.
      const sentences = String(Properties.AlarmDescription).match(/[A-Z][^.]{20,}\./g) ?? [];
      expect(sentences.length).toBeGreaterThanOrEqual(2);
      // A topic takes alarms of its own region alone.
      const topics = ofStack(id, "AWS::SNS::Topic").resources.map(([topic]) => topic);
      expect(topics).toHaveLength(1);
      for (const actions of [Properties.AlarmActions, Properties.OKActions])
        expect(actions.map((action: unknown) => agency.referred(action))).toEqual(topics);
    },
  );

  it("have each a section in the runbook that says impact, where to look and what to do, and every section an alarm", () => {
    const named = alarms.map(([, { Properties }]) => {
      const [, anchor] = / Runbook: docs\/runbook\.md#([\w-]+)$/.exec(Properties.AlarmDescription) ?? [];
      return anchor ?? Properties.AlarmDescription;
    });
    const sections = runbookSections();
    expect([...new Set(named)].sort()).toEqual([...sections.keys()].sort());
    for (const [anchor, text] of sections)
      for (const part of ["**Impact:**", "**Look:**", "**Do:**"]) expect(text, anchor).toContain(part);
  });

  it("take silence for a fault only where somebody has to speak: for minutes, hours or a day", () => {
    const breaching = alarms.filter(([, { Properties }]) => Properties.TreatMissingData === "breaching");
    expect(
      breaching
        .map(([, { Properties }]) => [
          Properties.MetricName,
          Properties.Statistic,
          Properties.Period,
          Properties.EvaluationPeriods,
        ])
        .sort(),
    ).toEqual([
      ["AlertsUnfinished", "Minimum", 3600, 26],
      ["AuditsAnchoredAgeSeconds", "Maximum", 3600, 3],
      ["CapsReconciledAgeSeconds", "Maximum", 3600, 3],
      ["NumberOfBackupJobsCompleted", "Sum", 3600, 30],
      ["OldestUnsentEventAgeSeconds", "Maximum", 60, 5],
    ]);
    const others = alarms.filter((alarm) => !breaching.includes(alarm));
    expect(new Set(others.map(([, { Properties }]) => Properties.TreatMissingData))).toEqual(new Set(["notBreaching"]));
  });

  it("look back no further than CloudWatch does: a day, or seven with periods of an hour or more", () => {
    for (const [id, { Properties }] of alarms) {
      const { Period = Properties.Metrics[1].MetricStat.Period, EvaluationPeriods } = Properties;
      const days = Period >= 3600 ? 7 : 1;
      expect(Period * EvaluationPeriods, id).toBeLessThanOrEqual(days * 86_400);
    }
  });

  it("of CloudFront and its firewall are in us-east-1, where their figures are, and all others with the agency", () => {
    const places = alarms.map(([id, alarm]) => [/CloudFront|WAF/.test(watched([id, alarm])), ofStack(id, "").region]);
    expect(new Set(places.map(String))).toEqual(new Set(["true,us-east-1", "false,us-west-2"]));
  });

  it("are none of backups where there are none, and none of pages where there are none", () => {
    const { resources } = new SynthesizedAgency({ removalPolicy: "destroy" });
    expect(JSON.stringify(resources)).not.toMatch(/AWS\/(Backup|CloudFront|WAFV2)/);
  });

  it("that the local agency has not, and so nobody can force, are named with the reason", () => {
    // Without the construct that all of a stack are in, and the hash at the end.
    const nameOf = (id: string) => id.replace(/^(Site)?Alarms/, "").replace(/[0-9A-F]{8}$/, "");
    const demo = new SynthesizedAgency().ofType("AWS::CloudWatch::Alarm").map(([id]) => nameOf(id));
    const others = alarms.map(([id]) => nameOf(id)).filter((name) => !demo.includes(name));
    expect(others.sort()).toEqual(Object.keys(onlyElsewhere).sort());
  });

  it("reach the address that the agency names, from each region", () => {
    const topics = agency.ofType("AWS::SNS::Topic").map(([id]) => id);
    const subscriptions = agency.ofType("AWS::SNS::Subscription").map(([, { Properties }]) => Properties);
    expect(subscriptions.map(({ TopicArn }) => agency.referred(TopicArn))).toEqual(topics);
    expect(topics).toHaveLength(2);
    for (const each of subscriptions)
      expect(each).toMatchObject({ Protocol: "email", Endpoint: "on-call@example.org" });
  });

  it("may be published by this account's alarms alone", () => {
    const policies = agency.ofType("AWS::SNS::TopicPolicy");
    expect(policies).toHaveLength(2);
    for (const [, { Properties }] of policies) {
      const allowed = Properties.PolicyDocument.Statement.filter(
        ({ Effect }: { Effect: string }) => Effect === "Allow",
      );
      expect(allowed).toEqual([
        expect.objectContaining({
          Action: "sns:Publish",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        }),
      ]);
    }
  });

  it("may use the key of the topic that they tell, in its region and of this account alone", () => {
    for (const [topic, { Properties }] of agency.ofType("AWS::SNS::Topic")) {
      const { region } = ofStack(topic, "");
      const key = agency.resources[agency.referred(Properties.KmsMasterKeyId) ?? ""];
      const statements = key?.Properties.KeyPolicy.Statement.filter(
        ({ Principal }: { Principal: { Service?: string } }) => Principal.Service === "cloudwatch.amazonaws.com",
      );
      expect(statements, topic).toEqual([
        expect.objectContaining({
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:123456789012:alarm:*` },
          },
        }),
      ]);
    }
  });
});
