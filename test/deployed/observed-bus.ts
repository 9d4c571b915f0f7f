import { setTimeout } from "node:timers/promises";
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { DeployedAgency } from "./deployed-agency.ts";

/** An event as `GET /local/events` of the local server shows it, as far as an outsider can tell. */
export interface ObservedEvent {
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly deliveries: readonly { readonly target: string; readonly outcome: "queued" | "processed" }[];
}

const billed: readonly string[] = [
  "AuthorizationConfirmed",
  "AuthorizationDiscontinued",
  "ServiceRendered",
  "ServiceVoided",
];

/** For a while one more rule of the agency's bus, and a queue behind it that takes every event in. */
export class ObservedBus {
  private readonly bridge: EventBridgeClient;
  private readonly sqs: SQSClient;
  private readonly bus: string;
  private readonly billingQueueUrls: readonly string[];
  private readonly rule = `e2e-${Date.now().toString(36)}`;
  private readonly seen = new Map<string, { readonly event: Omit<ObservedEvent, "deliveries">; readonly at: number }>();
  private readonly ending = new AbortController();
  private queueUrl = "";
  private polling: Promise<void> = Promise.resolve();
  private emptyLooks = 0;
  /** When billing's queues were last found empty. */
  private emptyAt = 0;

  private constructor({ region, eventBusName, physicalId }: DeployedAgency) {
    this.bridge = new EventBridgeClient({ region });
    this.sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
    this.bus = eventBusName;
    this.billingQueueUrls = ["CapsQueue", "ServicesQueue"].map((queue) => physicalId("AWS::SQS::Queue", queue));
  }

  static async open(agency: DeployedAgency): Promise<ObservedBus> {
    const observed = new ObservedBus(agency);
    await observed.subscribe();
    observed.polling = observed.poll();
    return observed;
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.polling;
    const rule = { EventBusName: this.bus };
    await this.bridge.send(new RemoveTargetsCommand({ ...rule, Rule: this.rule, Ids: ["e2e"] }));
    await this.bridge.send(new DeleteRuleCommand({ ...rule, Name: this.rule }));
    await this.sqs.send(new DeleteQueueCommand({ QueueUrl: this.queueUrl }));
  }

  async put(source: string, detailType: string, detail: object): Promise<string> {
    const entry = { EventBusName: this.bus, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
    const { Entries = [] } = await this.bridge.send(new PutEventsCommand({ Entries: [entry] }));
    const eventId = Entries[0]?.EventId;
    if (eventId === undefined) throw new Error(`The bus did not take the event: ${Entries[0]?.ErrorCode}.`);
    return eventId;
  }

  /** Billing counts as through with an event when its queues were empty a second after the event passed the bus. */
  async events(): Promise<ObservedEvent[]> {
    // What passed the bus before this call is on its way into the queue: two looks in a row have to find nothing.
    const from = this.emptyLooks;
    while (this.emptyLooks < from + 2) await setTimeout(20);
    await this.lookAtBilling();
    return [...this.seen.values()].map(({ event, at }) => ({
      ...event,
      deliveries: billed.includes(event.detailType)
        ? [{ target: "billing", outcome: this.emptyAt > at + 1000 ? "processed" : "queued" }]
        : [],
    }));
  }

  private async lookAtBilling(): Promise<void> {
    const askedAt = Date.now();
    const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    const answers = await Promise.all(
      this.billingQueueUrls.map((QueueUrl) =>
        this.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] })),
      ),
    );
    const counts = answers.flatMap(({ Attributes = {} }) => Object.values(Attributes));
    if (counts.every((count) => count === "0")) this.emptyAt = askedAt;
  }

  private async subscribe(): Promise<void> {
    const { QueueUrl = "" } = await this.sqs.send(new CreateQueueCommand({ QueueName: this.rule }));
    this.queueUrl = QueueUrl;
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    const queueArn = Attributes?.["QueueArn"] ?? "";
    const { RuleArn } = await this.bridge.send(
      new PutRuleCommand({
        EventBusName: this.bus,
        Name: this.rule,
        EventPattern: JSON.stringify({ source: ["prior-auth-tracker", "billing-engine"] }),
      }),
    );
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
      },
    });
    await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const targets = { EventBusName: this.bus, Rule: this.rule, Targets: [{ Id: "e2e", Arn: queueArn }] };
    await this.bridge.send(new PutTargetsCommand(targets));
  }

  private async poll(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = "{}" } of Messages) {
        const { id, source, "detail-type": detailType, detail } = JSON.parse(Body);
        this.seen.set(id, { event: { eventId: id, source, detailType, detail }, at: Date.now() });
      }
      if (Messages.length === 0) {
        this.emptyLooks += 1;
        await setTimeout(100);
      } else {
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.queueUrl, Entries }));
      }
    }
  }
}
