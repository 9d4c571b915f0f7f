import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flat, production, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency(production);
const [topic] = agency.only("AWS::SNS::Topic");
/** Those for people. What stops a release is in gradual-release.test.ts. */
const alarms = agency.ofType("AWS::CloudWatch::Alarm").filter(([, { Properties }]) => Properties.AlarmActions);

/** What an alarm looks at, such as `AWS/SQS ApproximateAgeOfOldestMessage of BillingQueue > 300`. */
function watched([, { Properties }]: (typeof alarms)[number]): string {
  const { Namespace, MetricName, Dimensions, Threshold } = Properties;
  const of = Dimensions.map(({ Value }: { Value: unknown }) =>
    flat(Value)
      .replace(/^\$\{(\w+?)(\.QueueName)?\}$/, "$1")
      // The hash at the end of a logical id.
      .replace(/[0-9A-F]{8}(?=$|\})/, ""),
  );
  return `${Namespace} ${MetricName} of ${of.join(" ")} > ${Threshold}`;
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
    const functions = [...agency.functions().values()].map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, ""));
    expect(alarms.map(watched).sort()).toEqual(
      [
        "AWS/SQS ApproximateNumberOfMessagesVisible of BillingDeadLetters > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of BillingUndelivered > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of CopiesDeadLetters > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of CopiesUndelivered > 0",
        "AWS/SQS ApproximateNumberOfMessagesVisible of JobsUndelivered > 0",
        "AWS/SQS ApproximateAgeOfOldestMessage of BillingQueue > 300",
        "AWS/SQS ApproximateAgeOfOldestMessage of CopiesQueue > 900",
        "PriorAuthTracker OldestUnsentEventAgeSeconds of willow-creek > 300",
        "PriorAuthTracker CapsDrift of willow-creek > 0",
        "PriorAuthTracker CapsReconciledAgeSeconds of willow-creek > 90000",
        "PriorAuthTracker AlertsUnfinished of willow-creek > 0",
        "AWS/ApiGateway 5xx of ApiHttpApi $default > 2",
        "AWS/ApiGateway Latency of ApiHttpApi $default > 3000",
        "AWS/DynamoDB ReadThrottleEvents of Table > 10",
        "AWS/DynamoDB WriteThrottleEvents of Table > 10",
        // Of whatever version is in use.
        ...functions.map((name) => `AWS/Lambda Errors of ${name} \${${name}}:live > 0`),
      ].sort(),
    );
  });

  it.each(alarms)(
    "%s says who is hurt and where to look, and somebody hears when it begins and when it ends",
    (_, { Properties }) => {
      // Two sentences at least, each with some substance.
      const sentences = String(Properties.AlarmDescription).match(/[A-Z][^.]{20,}\./g) ?? [];
      expect(sentences.length).toBeGreaterThanOrEqual(2);
      for (const actions of [Properties.AlarmActions, Properties.OKActions])
        expect(actions.map((action: unknown) => agency.referred(action))).toEqual([topic]);
      expect(Properties.ComparisonOperator).toBe("GreaterThanThreshold");
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
      ["CapsReconciledAgeSeconds", "Maximum", 3600, 3],
      ["OldestUnsentEventAgeSeconds", "Maximum", 60, 5],
    ]);
    const others = alarms.filter((alarm) => !breaching.includes(alarm));
    expect(new Set(others.map(([, { Properties }]) => Properties.TreatMissingData))).toEqual(new Set(["notBreaching"]));
  });

  it("look back no further than CloudWatch does: a day, or seven with periods of an hour or more", () => {
    for (const [id, { Properties }] of alarms) {
      const { Period, EvaluationPeriods } = Properties;
      const days = Period >= 3600 ? 7 : 1;
      expect(Period * EvaluationPeriods, id).toBeLessThanOrEqual(days * 86_400);
    }
  });

  it("reach the address that the agency names", () => {
    const [, { Properties }] = agency.only("AWS::SNS::Subscription");
    expect(Properties).toMatchObject({ Protocol: "email", Endpoint: "on-call@example.org" });
    expect(agency.referred(Properties.TopicArn)).toBe(topic);
  });

  it("may be published by this account's alarms alone", () => {
    const [, { Properties }] = agency.only("AWS::SNS::TopicPolicy");
    const allowed = Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: "sns:Publish",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      }),
    ]);
  });
});
