import { Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey, Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";

interface Row {
  readonly name: string;
  /** Its section in docs/runbook.md, if that does not have the alarm's name. */
  readonly runbookSection?: string;
  /** Who is hurt, and how. */
  readonly impact: string;
  /** The first place to look. */
  readonly look: string;
  readonly metric: IMetric;
  /** Periods of the metric in a row; 1 unless a single bad one means nothing yet. */
  readonly periods?: number;
  /** No figures at all also ring the alarm. */
  readonly silenceAlarms?: true;
}

/** An alarm that rings when its metric is above a figure, or below one. */
export type AlarmRow = Row & ({ readonly above: number } | { readonly below: number });

export interface AlarmsProps {
  readonly config: AgencyConfig;
  readonly rows: readonly AlarmRow[];
  /** The topic's key, which alarms may use. */
  readonly encryptionKey: IKey;
}

/** An alarm for each row of a table of alarms, and one topic that tells of all. */
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
    for (const row of props.rows) {
      this.alarm(row);
    }
  }

  /** All of them, in the order of the table. */
  get all(): Alarm[] {
    return this.node.children.filter((child) => child instanceof Alarm);
  }

  /** An alarm, for a release that it has to stop. */
  named(id: string): Alarm {
    const found = this.node.findChild(id);
    if (!(found instanceof Alarm)) {
      throw new Error(`${id} is no alarm.`);
    }
    return found;
  }

  private alarm(row: AlarmRow) {
    const { name, runbookSection = name, impact, look, metric, periods = 1, silenceAlarms } = row;
    const alarm = new Alarm(this, name, {
      alarmDescription: `${impact} ${look} ${runbook(runbookSection)}`,
      metric,
      ...("above" in row
        ? { threshold: row.above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD }
        : { threshold: row.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }),
      evaluationPeriods: periods,
      treatMissingData: silenceAlarms ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const tell = new SnsAction(this.topic);
    alarm.addAlarmAction(tell);
    // Whoever was called has to hear when it is over.
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

/** Lets this account's alarms put messages into a topic that is encrypted with the key. */
export function alarmsMayUse(key: Key): void {
  const { account, region, partition } = Stack.of(key);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: "AlarmsOfThisAccountIntoTheTopic",
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
      conditions: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    }),
  );
}
