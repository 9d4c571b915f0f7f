import { beforeEach, describe, expect, it } from "vitest";
import confirmedSample from "../../events/samples/AuthorizationConfirmed.v1.json" with { type: "json" };
import type { Aws } from "../../scripts/aws/command-line-tool.ts";
import { deployedDeadLetters, redriveDeployed } from "../../scripts/dead-letters/agency-stack.ts";
import { aboutBody, lineOf } from "../../scripts/dead-letters/dead-letter.ts";

const agency = {
  stackName: "PriorAuthTracker-willow-creek",
  busName: "prior-auth-tracker-willow-creek",
  functionLog: (name: string) => `/prior-auth-tracker/willow-creek/${name}`,
};
const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const sample = JSON.stringify(confirmedSample);

interface Message {
  readonly MessageId: string;
  readonly Body: string;
  readonly Attributes: Record<string, string>;
  readonly MessageAttributes?: Record<string, { StringValue: string }>;
}
const message = (MessageId: string, Body: string, attributes: Record<string, string> = {}): Message => ({
  MessageId,
  Body,
  Attributes: { ApproximateReceiveCount: "6", SentTimestamp: "1773669900000" },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { StringValue }]),
  ),
});

const stack = [
  ["AWS::SQS::Queue", "CapsDeadLettersA1B2C3D4", urlOf("dead")],
  ["AWS::SQS::Queue", "EventsUndeliveredA1B2C3D4", urlOf("undelivered")],
  ["AWS::SQS::Queue", "JobsUndeliveredA1B2C3D4", urlOf("jobs")],
  ["AWS::SQS::Queue", "CapsQueueA1B2C3D4", urlOf("billing")],
  ["AWS::Events::EventBus", "EventsBusA1B2C3D4", "prior-auth-tracker-willow-creek"],
].map(([ResourceType, LogicalResourceId, PhysicalResourceId]) => ({
  ResourceType,
  LogicalResourceId,
  PhysicalResourceId,
}));

let queues: Record<string, Message[]>;
let outOfSight: Map<string, Message>;
let sent: string[];
let refuses: RegExp | undefined;
beforeEach(() => {
  queues = { dead: [], undelivered: [], jobs: [], billing: [] };
  outOfSight = new Map();
  sent = [];
  refuses = undefined;
});

/** As much of AWS as the script asks, over `queues`. What it does to them is in `sent`. */
const aws: Aws = (args, input) => {
  const [service = "", verb = ""] = args;
  const given = (flag: string) => args[args.indexOf(flag) + 1] ?? "";
  // biome-ignore lint/suspicious/noExplicitAny: the input of any command, read by path
  const asked = (input?.json ?? {}) as any;
  const nameIn = (url: string) => url.split("/").at(-1) ?? "";
  if (refuses?.test(`${service} ${verb}`)) throw new Error(`aws ${service} ${verb}: AccessDenied`);
  switch (`${service} ${verb}`) {
    case "cloudformation list-stack-resources":
      expect(given("--stack-name")).toBe(agency.stackName);
      return { StackResourceSummaries: stack };
    case "sqs receive-message": {
      const taken = queues[nameIn(given("--queue-url"))]?.splice(0, 10) ?? [];
      for (const each of taken) outOfSight.set(each.MessageId, each);
      return taken.length === 0 ? {} : { Messages: taken.map((each) => ({ ...each, ReceiptHandle: each.MessageId })) };
    }
    case "sqs change-message-visibility-batch":
      for (const { ReceiptHandle } of asked.Entries) {
        queues[nameIn(asked.QueueUrl)]?.push(outOfSight.get(ReceiptHandle) as Message);
        outOfSight.delete(ReceiptHandle);
      }
      return {};
    case "sqs delete-message":
      outOfSight.delete(asked.ReceiptHandle);
      return {};
    case "sqs get-queue-attributes": {
      const name = nameIn(given("--queue-url"));
      const count = String(queues[name]?.length);
      return { Attributes: { QueueArn: queueArn(name), ApproximateNumberOfMessages: count } };
    }
    case "sqs start-message-move-task":
      sent.push(`move ${given("--source-arn")} to ${given("--destination-arn")}`);
      return { TaskHandle: "t" };
    case "sqs send-message":
      sent.push(`send to ${nameIn(asked.QueueUrl)}: ${asked.MessageBody}`);
      return { MessageId: "new" };
    case "events put-events": {
      const [{ EventBusName, Source, DetailType, Detail }] = asked.Entries;
      sent.push(`put on ${EventBusName}: ${Source} ${DetailType} ${JSON.parse(Detail).metadata.eventId}`);
      return { FailedEntryCount: 0, Entries: [{ EventId: "e" }] };
    }
    case "lambda invoke":
      expect(args).toContain("Event");
      sent.push(`invoke ${given("--function-name")}: ${input?.payload}`);
      return { StatusCode: 202 };
    case "logs filter-log-events":
      expect(given("--log-group-name")).toBe(agency.functionLog("billing"));
      return {
        events: [
          { message: JSON.stringify({ event: "notHandled", messageId: "m1", error: "TimeoutError" }) },
          {
            message: JSON.stringify({ event: "notHandled", messageId: "m1", error: "DomainError", code: "NOT_FOUND" }),
          },
        ],
      };
    default:
      throw new Error(`Not known: ${args.join(" ")}`);
  }
};

describe("shows ids, types, attempts and reasons, never what is in a message", () => {
  it.each<[string, unknown, string]>([
    [
      "an event of ours",
      confirmedSample,
      `AuthorizationConfirmed, event ${confirmedSample.detail.metadata.eventId}, clientId C1002, authorizationId A3003`,
    ],
    [
      "the billing engine's bare data",
      { "detail-type": "ServiceRendered", id: "bus-1", detail: { clientId: "C1", serviceId: "S1", units: 4 } },
      "ServiceRendered, event bus-1, clientId C1, serviceId S1",
    ],
    ["a job's input", { job: "resend" }, "job resend"],
    ["what is no JSON", undefined, "unknown"],
    [
      "texts where ids should be",
      {
        "detail-type": "Quintero, Marisol",
        detail: { metadata: { eventId: "born 2012-05-14!" }, data: { clientId: "Marisol Quintero", notes: "secret" } },
      },
      "unknown",
    ],
  ])("%s", (_, body, about) => {
    expect(aboutBody(body)).toBe(about);
  });

  it("lists what waits in all queues of the stack, and leaves it there", () => {
    const rule = { RULE_ARN: "arn:rule", TARGET_ARN: queueArn("billing"), ERROR_CODE: "NO_PERMISSIONS" };
    const givenUp = {
      code: "VALIDATION_FAILED",
      pointer: "/detail/data/units",
      reason: "must be at least 1",
      attempts: "1",
    };
    queues["dead"] = [message("m1", sample), message("m2", "{ no json"), message("m5", sample, givenUp)];
    queues["undelivered"] = [message("m3", sample, rule)];
    queues["jobs"] = [message("m4", '{"job":"resend"}', { ERROR_CODE: "AccessDenied" })];
    const letters = deployedDeadLetters(aws, agency);
    expect(letters.map(({ queue, messageId, reason }) => [queue, messageId, reason])).toEqual([
      ["CapsDeadLetters", "m1", "DomainError NOT_FOUND"],
      ["CapsDeadLetters", "m2", "see the log of billing"],
      ["CapsDeadLetters", "m5", "VALIDATION_FAILED /detail/data/units: must be at least 1"],
      ["EventsUndelivered", "m3", "NO_PERMISSIONS"],
      ["JobsUndelivered", "m4", "AccessDenied"],
    ]);
    expect(letters[0]).toMatchObject({ attempts: 6, sentAt: "2026-03-16T14:05:00.000Z" });
    expect(letters[2]).toMatchObject({ attempts: 1 });
    const shown = letters.map(lineOf).join("\n");
    expect(shown).not.toContain(confirmedSample.detail.data.authorizationNumber);
    expect(Object.values(queues).map(({ length }) => length)).toEqual([3, 1, 1, 0]);
    expect(sent).toEqual([]);
  });

  it("more than one reply of SQS holds", () => {
    queues["undelivered"] = Array.from({ length: 25 }, (_, index) => message(`m${index}`, sample));
    expect(deployedDeadLetters(aws, agency)).toHaveLength(25);
    expect(queues["undelivered"]).toHaveLength(25);
  });
});

describe("redriving puts everything where it belongs", () => {
  const redrive = () =>
    redriveDeployed(aws, agency).map(({ queue, redriven, failures }) => [queue, redriven, failures]);

  it("dead letters go back to the queue that they failed in, by SQS itself: also those that billing put there", () => {
    queues["dead"] = [message("m1", sample), message("m2", sample)];
    expect(redrive()).toContainEqual(["CapsDeadLetters", 2, []]);
    expect(sent).toEqual([`move ${queueArn("dead")} to ${queueArn("billing")}`]);
  });

  it("one queue that can't be moved holds up no other", () => {
    refuses = /start-message-move-task/;
    queues["dead"] = [message("m1", sample)];
    queues["undelivered"] = [message("m2", sample)];
    expect(redrive()).toEqual([
      ["CapsDeadLetters", 0, ["aws sqs start-message-move-task: AccessDenied"]],
      ["EventsUndelivered", 1, []],
      ["JobsUndelivered", 0, []],
    ]);
  });

  it("nothing waits: nothing is moved", () => {
    expect(redrive()).toEqual([
      ["CapsDeadLetters", 0, []],
      ["EventsUndelivered", 0, []],
      ["JobsUndelivered", 0, []],
    ]);
    expect(sent).toEqual([]);
  });

  const eventId = confirmedSample.detail.metadata.eventId;
  const otherBus = "arn:aws:events:us-east-1:111111111111:event-bus/theirs";
  const resend = "arn:aws:lambda:us-east-1:000000000000:function:resend";
  it.each<[string, string, Message, string]>([
    [
      "an event that never reached billing's queue goes there",
      "undelivered",
      message("m", sample, { TARGET_ARN: queueArn("billing") }),
      `send to billing: ${sample}`,
    ],
    [
      "one that the bus itself could not take goes onto the bus",
      "undelivered",
      message("m", sample),
      `put on prior-auth-tracker-willow-creek: prior-auth-tracker AuthorizationConfirmed ${eventId}`,
    ],
    [
      "one that a subscriber's bus did not take goes onto that bus",
      "undelivered",
      message("m", sample, { TARGET_ARN: otherBus }),
      `put on ${otherBus}: prior-auth-tracker AuthorizationConfirmed ${eventId}`,
    ],
    [
      "a job that did not start is started, with its input",
      "jobs",
      message("m", '{"job":"resend"}', { TARGET_ARN: resend }),
      `invoke ${resend}: {"job":"resend"}`,
    ],
  ])("%s", (_, queue, waiting, expected) => {
    queues[queue] = [waiting];
    redrive();
    expect(sent).toEqual([expected]);
    expect(queues[queue]).toEqual([]);
    expect(outOfSight.size, "deleted").toBe(0);
  });

  it.each<[string, Message, RegExp | undefined, string]>([
    ["is refused", message("m", sample, { TARGET_ARN: queueArn("billing") }), /send-message/, "AccessDenied"],
    [
      "has a target of another stack",
      message("m", sample, { TARGET_ARN: queueArn("other") }),
      undefined,
      "is no queue",
    ],
    [
      "has an unknown kind of target",
      message("m", sample, { TARGET_ARN: "arn:aws:sns:x" }),
      undefined,
      "Nothing is known",
    ],
  ])("what %s stays where it is, and holds up none behind it", (_, stuck, refused, why) => {
    refuses = refused;
    queues["undelivered"] = [stuck, message("m2", sample)];
    expect(redrive()).toContainEqual(["EventsUndelivered", 1, [expect.stringContaining(`m: `)]]);
    expect(redriveFailures()).toContain(why);
    expect(queues["undelivered"]?.map(({ MessageId }) => MessageId)).toEqual(["m"]);
  });
  const redriveFailures = () =>
    redriveDeployed(aws, agency)
      .flatMap(({ failures }) => failures)
      .join();
});
