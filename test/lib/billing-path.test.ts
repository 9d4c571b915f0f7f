import { describe, expect, it } from "vitest";
import { flat, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency();
const [busId, bus] = agency.only("AWS::Events::EventBus");
const rules = agency.ofType("AWS::Events::Rule");
const ruleArns = rules.map(([id]) => `\${${id}.Arn}`).join(",");
const [[, rule]] = rules as [(typeof rules)[number]];
const [, mapping] = agency.only("AWS::Lambda::EventSourceMapping");
const billing = agency.functions().get("billing");

const queueId = agency.referred(rule.Properties.Targets[0].Arn) ?? "";
const queue = agency.resources[queueId]?.Properties;
const fourteenDays = 14 * 24 * 60 * 60;

/** Who may send to a queue: service and source. */
function senders(id: string | undefined): string[] {
  const policies = agency
    .ofType("AWS::SQS::QueuePolicy")
    .filter(([, { Properties }]) => Properties.Queues.some((target: unknown) => agency.referred(target) === id));
  return policies
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === "Allow")
    .map(({ Action, Principal, Condition }) =>
      [Principal.Service, Action, [Condition.ArnEquals["aws:SourceArn"]].flat().map(flat).join(",")].join(" "),
    )
    .sort();
}

describe("from the bus to billing", () => {
  it("the agency has a bus of its own", () => {
    expect(bus.Properties.Name).toBe("prior-auth-tracker-willow-creek");
  });

  it("two rules take what billing makes caps of and what the billing engine rendered or voided", () => {
    expect(rules.map(([, { Properties }]) => Properties.EventPattern)).toEqual([
      { source: ["prior-auth-tracker"], "detail-type": ["AuthorizationConfirmed", "AuthorizationDiscontinued"] },
      { source: ["billing-engine"], "detail-type": ["ServiceRendered", "ServiceVoided"] },
    ]);
    for (const [, { Properties }] of rules) {
      expect(agency.referred(Properties.EventBusName)).toBe(busId);
      expect(Properties.Targets.map(({ Arn }: { Arn: unknown }) => agency.referred(Arn))).toEqual([queueId]);
      expect(agency.referred(Properties.Targets[0].DeadLetterConfig.Arn)).toBe(
        agency.referred(rule.Properties.Targets[0].DeadLetterConfig.Arn),
      );
    }
    expect(senders(queueId)).toEqual([`events.amazonaws.com sqs:SendMessage ${ruleArns}`]);
  });

  it("what the queue does not take, and what the bus can't encrypt, is kept", () => {
    const [{ DeadLetterConfig }] = rule.Properties.Targets;
    const undelivered = agency.referred(DeadLetterConfig.Arn);
    expect(agency.referred(bus.Properties.DeadLetterConfig.Arn)).toBe(undelivered);
    expect(senders(undelivered)).toEqual(
      [`\${${busId}.Arn}`, ruleArns].map((source) => `events.amazonaws.com sqs:SendMessage ${source}`).sort(),
    );
  });

  it("a poison event ends in the dead-letter queue after five attempts", () => {
    const { deadLetterTargetArn, maxReceiveCount } = queue.RedrivePolicy;
    expect(maxReceiveCount).toBe(5);
    const deadLetters = agency.resources[agency.referred(deadLetterTargetArn) ?? ""];
    expect(deadLetters?.Properties.MessageRetentionPeriod).toBe(fourteenDays);
    expect(agency.referred(deadLetterTargetArn)).not.toBe(
      agency.referred(rule.Properties.Targets[0].DeadLetterConfig.Arn),
    );
  });

  it("no message is handed out again while it is worked on", () => {
    expect(queue.VisibilityTimeout).toBe(6 * billing?.resource.Properties.Timeout);
  });

  it("billing takes small batches and gives back only what failed", () => {
    expect(agency.referred(mapping.Properties.EventSourceArn)).toBe(queueId);
    expect(agency.referred(mapping.Properties.FunctionName)).toBe(billing?.logicalId);
    expect(mapping.Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it("every queue but billing's own keeps what nobody could process, for as long as SQS can", () => {
    for (const [id, { Properties }] of agency.ofType("AWS::SQS::Queue")) {
      expect(Properties.MessageRetentionPeriod, id).toBe(fourteenDays);
    }
  });
});
