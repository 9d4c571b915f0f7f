import { describe, expect, it } from "vitest";
import { flat, SynthesizedAgency } from "../synthesized-agency.ts";

const agency = new SynthesizedAgency();
const [busId, bus] = agency.only("AWS::Events::EventBus");
const fourteenDays = 14 * 24 * 60 * 60;

/** One way from the bus to a function, with everything that belongs to it. */
function pathTo(functionName: string) {
  const consumer = agency.functions().get(functionName);
  const mapping = agency
    .ofType("AWS::Lambda::EventSourceMapping")
    .map(([, { Properties }]) => Properties)
    .find(({ FunctionName }) => agency.called(FunctionName) === functionName);
  const queueId = agency.referred(mapping.EventSourceArn) ?? "";
  const targetsOf = ({
    Properties,
  }: {
    Properties: { Targets: { Arn: unknown; DeadLetterConfig: { Arn: unknown } }[] };
  }) => Properties.Targets;
  const rules = agency
    .ofType("AWS::Events::Rule")
    .filter(([, rule]) => targetsOf(rule).some(({ Arn }) => agency.referred(Arn) === queueId));
  const queue = agency.resources[queueId]?.Properties;
  return {
    consumer,
    mapping,
    queueId,
    queue,
    rules: rules.map(([, { Properties }]) => Properties),
    ruleArns: rules.map(([id]) => `\${${id}.Arn}`).join(","),
    deadLetterId: agency.referred(queue.RedrivePolicy.deadLetterTargetArn) ?? "",
    undeliveredIds: new Set(
      rules.flatMap(([, rule]) => targetsOf(rule).map((target) => agency.referred(target.DeadLetterConfig.Arn))),
    ),
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

/** Of each function behind the bus: the events that reach it, batches, and who else may fill its queue of undelivered ones. */
const paths = [
  [
    "billing",
    {
      patterns: [
        { source: ["prior-auth-tracker"], "detail-type": ["AuthorizationConfirmed", "AuthorizationDiscontinued"] },
        { source: ["billing-engine"], "detail-type": ["ServiceRendered", "ServiceVoided"] },
      ],
      batches: { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 5 } },
      alsoUndelivered: [`\${${busId}.Arn}`],
    },
  ],
  [
    "copy-targets",
    {
      patterns: [{ source: ["prior-auth-tracker"], "detail-type": ["AuthorizationCopyContinued"] }],
      batches: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
      alsoUndelivered: [],
    },
  ],
] as const;

it("the agency has a bus of its own", () => {
  expect(bus.Properties.Name).toBe("prior-auth-tracker-willow-creek");
});

it("every rule and every consumer is one of these", () => {
  const consumers = agency
    .ofType("AWS::Lambda::EventSourceMapping")
    .map(([, { Properties }]) => Properties.FunctionName);
  const known = paths.map(([name]) => name);
  expect(consumers.map((consumer) => agency.called(consumer)).sort()).toEqual(known.sort());
  const rules = paths.flatMap(([name]) => pathTo(name).rules);
  expect(agency.ofType("AWS::Events::Rule")).toHaveLength(rules.length);
});

it("no two functions share a queue", () => {
  const queues = paths.flatMap(([name]) => {
    const { queueId, deadLetterId, undeliveredIds } = pathTo(name);
    return [queueId, deadLetterId, ...undeliveredIds];
  });
  expect(queues).toEqual([...new Set(queues)]);
});

it("what the bus can't encrypt is kept among what did not reach billing", () => {
  expect([agency.referred(bus.Properties.DeadLetterConfig.Arn)]).toEqual([...pathTo("billing").undeliveredIds]);
});

it("every queue keeps what nobody could process, for as long as SQS can", () => {
  for (const [id, { Properties }] of agency.ofType("AWS::SQS::Queue")) {
    expect(Properties.MessageRetentionPeriod, id).toBe(fourteenDays);
  }
});

describe.each(paths)("from the bus to %s", (name, { patterns, batches, alsoUndelivered }) => {
  const path = pathTo(name);

  it("its rules take these events off the agency's bus, and only they fill its queue", () => {
    expect(path.rules.map(({ EventPattern }) => EventPattern)).toEqual(patterns);
    for (const { EventBusName, Targets } of path.rules) {
      expect(agency.referred(EventBusName)).toBe(busId);
      expect(Targets).toHaveLength(1);
    }
    expect(senders(path.queueId)).toEqual([`events.amazonaws.com sqs:SendMessage ${path.ruleArns}`]);
  });

  it("what the queue does not take is kept", () => {
    const [undelivered, ...more] = path.undeliveredIds;
    expect(more).toEqual([]);
    expect(senders(undelivered)).toEqual(
      [...alsoUndelivered, path.ruleArns].map((source) => `events.amazonaws.com sqs:SendMessage ${source}`).sort(),
    );
  });

  it("a poison event ends in the dead-letter queue after five attempts", () => {
    expect(path.queue.RedrivePolicy.maxReceiveCount).toBe(5);
    expect(agency.resources[path.deadLetterId]?.Type).toBe("AWS::SQS::Queue");
  });

  it("no message is handed out again while it is worked on", () => {
    expect(path.queue.VisibilityTimeout).toBe(6 * path.consumer?.resource.Properties.Timeout);
  });

  it("it takes batches of this size and gives back only what failed", () => {
    expect(path.mapping).toMatchObject({ ...batches, FunctionResponseTypes: ["ReportBatchItemFailures"] });
  });
});
