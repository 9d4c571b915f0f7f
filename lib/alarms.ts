import { Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { type AlarmRow, alarmTable, type Watched } from "./alarm-table.ts";

export interface AlarmsProps extends Watched {
  readonly encryptionKey: IKey;
}

/** An alarm for each row of the table of alarms, and one topic that tells of all. */
export class Alarms extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, "Topic", { masterKey: props.encryptionKey, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsOfThisAccount",
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    if (props.config.alarmEmail) {
      this.topic.addSubscription(new EmailSubscription(props.config.alarmEmail));
    }
    for (const row of alarmTable(props)) {
      this.alarm(row);
    }
  }

  /** All of them, in the order of the table. */
  get all(): Alarm[] {
    return this.node.children.filter((child) => child instanceof Alarm);
  }

  /** One of the alarms, for what has to stop when it goes off. */
  named(id: string): Alarm {
    const found = this.node.findChild(id);
    if (!(found instanceof Alarm)) {
      throw new Error(`${id} is no alarm.`);
    }
    return found;
  }

  private alarm({ name, runbookSection = name, impact, look, metric, above, periods = 1, silenceAlarms }: AlarmRow) {
    const alarm = new Alarm(this, name, {
      alarmDescription: `${impact} ${look} ${runbook(runbookSection)}`,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silenceAlarms ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const tell = new SnsAction(this.topic);
    alarm.addAlarmAction(tell);
    // Whoever was called has to hear that it is over, or looks for nothing.
    alarm.addOkAction(tell);
  }
}

/** Where docs/runbook.md says what to do: a section's anchor as GitHub and GitLab make it. */
export function runbook(section: string): string {
  const anchor = section
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
  return `Runbook: docs/runbook.md#${anchor}`;
}
