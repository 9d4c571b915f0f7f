import { describe, expect, it } from "vitest";
import { mostChangesAtOnce } from "../../../functions/services/post-service.ts";
import { queueTable } from "../../../lib/messaging/queue-table.ts";
import { flat, SynthesizedAgency } from "../synthesized-agency.ts";

const agency = new SynthesizedAgency();
const [busId, bus] = agency.only("AWS::Events::EventBus");
const fourteenDays = 14 * 24 * 60 * 60;

const nameOf = (id: string | undefined) => id?.replace(/[0-9A-F]{8}$/, "");
const targetsOf = (rule: { Properties: { Targets: { Arn: unknown; DeadLetterConfig: { Arn: unknown } }[] } }) =>
  rule.Properties.Targets;

/** One way from the bus to a function, with everything that belongs to it. */
function pathBy(queueName: string) {
  const [queueId = "", { Properties: queue } = { Properties: undefined }] =
    agency.ofType("AWS::SQS::Queue").find(([id]) => nameOf(id) === queueName) ?? [];
  const mappings = agency
    .ofType("AWS::Lambda::EventSourceMapping")
    .map(([, { Properties }]) => Properties)
    .filter(({ EventSourceArn }) => agency.referred(EventSourceArn) === queueId);
  const rules = agency
    .ofType("AWS::Events::Rule")
    .filter(([, rule]) => targetsOf(rule).some(({ Arn }) => agency.referred(Arn) === queueId));
  return {
    queueId,
    queue,
    mappings,
    rules,
    ruleArns: rules.map(([id]) => `\${${id}.Arn}`).join(","),
    deadLetterId: agency.referred(queue?.RedrivePolicy.deadLetterTargetArn) ?? "",
  };
}

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

/** Of each queue behind the bus: who takes from it, the events that reach it, and batches. */
const paths = [
  [
    "CapsQueue",
    {
      consumer: "billing",
      pattern: {
        source: ["prior-auth-tracker"],
        "detail-type": ["AuthorizationConfirmed", "AuthorizationDiscontinued"],
      },
      batches: { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 3 } },
    },
  ],
  [
    "ServicesQueue",
    {
      consumer: "billing",
      pattern: { source: ["billing-engine"], "detail-type": ["ServiceRendered", "ServiceVoided"] },
      batches: { BatchSize: 8, ScalingConfig: { MaximumConcurrency: 2 } },
    },
  ],
  [
    "CopiesQueue",
    {
      consumer: "copy-targets",
      pattern: { source: ["prior-auth-tracker"], "detail-type": ["AuthorizationCopyContinued"] },
      batches: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
    },
  ],
] as const;

const undelivered = agency.ofType("AWS::SQS::Queue").find(([id]) => nameOf(id) === "EventsUndelivered")?.[0];

it("the agency has a bus of its own", () => {
  expect(bus.Properties.Name).toBe("prior-auth-tracker-willow-creek");
});

it("every rule and every queue that a function takes from is one of these", () => {
  expect(agency.ofType("AWS::Lambda::EventSourceMapping")).toHaveLength(paths.length);
  expect(agency.ofType("AWS::Events::Rule")).toHaveLength(paths.length);
});

it("no two share a queue of dead letters", () => {
  const ids = paths.map(([name]) => pathBy(name).deadLetterId);
  expect(ids).toEqual([...new Set(ids)]);
});

it("what the bus can't encrypt, and what no queue takes, is kept", () => {
  const kept = agency.ofType("AWS::Events::Rule").flatMap(([, rule]) => targetsOf(rule));
  for (const { DeadLetterConfig } of [bus.Properties, ...kept])
    expect(agency.referred(DeadLetterConfig.Arn)).toBe(undelivered);
  expect(senders(undelivered)).toEqual(
    [`\${${busId}.Arn}`, ...paths.map(([name]) => pathBy(name).ruleArns)]
      .map((source) => `events.amazonaws.com sqs:SendMessage ${source}`)
      .sort(),
  );
});

it("a batch of services fits into one transaction", () => {
  expect(queueTable.services.batchSize).toBeLessThanOrEqual(mostChangesAtOnce);
});

it("every queue keeps what nobody could process, for as long as SQS can", () => {
  for (const [id, { Properties }] of agency.ofType("AWS::SQS::Queue")) {
    expect(Properties.MessageRetentionPeriod, id).toBe(fourteenDays);
  }
});

describe.each(paths)("from the bus by %s", (name, { consumer, pattern, batches }) => {
  const path = pathBy(name);

  it("a rule takes these events off the agency's bus, and only it fills the queue", () => {
    expect(path.rules.map(([, { Properties }]) => Properties.EventPattern)).toEqual([pattern]);
    for (const [, rule] of path.rules) {
      expect(agency.referred(rule.Properties.EventBusName)).toBe(busId);
      expect(targetsOf(rule)).toHaveLength(1);
    }
    expect(senders(path.queueId)).toEqual([`events.amazonaws.com sqs:SendMessage ${path.ruleArns}`]);
  });

  it("what breaks the function, or waits too often, ends in the dead-letter queue after ten receives", () => {
    expect(path.queue.RedrivePolicy.maxReceiveCount).toBe(10);
    expect(agency.resources[path.deadLetterId]?.Type).toBe("AWS::SQS::Queue");
  });

  it("no message is handed out again while it is worked on", () => {
    expect(path.queue.VisibilityTimeout).toBe(6 * agency.functions().get(consumer)?.resource.Properties.Timeout);
  });

  it("one function takes batches of this size and gives back only what failed", () => {
    expect(path.mappings.map(({ FunctionName }) => agency.called(FunctionName))).toEqual([consumer]);
    expect(path.mappings).toMatchObject([{ ...batches, FunctionResponseTypes: ["ReportBatchItemFailures"] }]);
  });
});
