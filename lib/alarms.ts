import { Duration, Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { AgencyConfig } from "./agency-config.ts";
import type { BillingBus } from "./billing-bus.ts";
import type { EventQueue } from "./event-queue.ts";
import { jobs } from "./job-table.ts";
import type { Jobs } from "./jobs.ts";
import type { TrackerApi } from "./tracker-api.ts";
import type { TrackerFunctions } from "./tracker-functions.ts";

export interface AlarmsProps {
  readonly config: AgencyConfig;
  readonly encryptionKey: IKey;
  readonly table: ITable;
  readonly api: TrackerApi;
  readonly billing: BillingBus;
  readonly copies: EventQueue;
  readonly jobs: Jobs;
  readonly functions: TrackerFunctions;
}

interface AlarmSentence {
  /** Who is hurt, and how. */
  readonly impact: string;
  /** The first place to look. */
  readonly look: string;
  readonly metric: IMetric;
  readonly above: number;
  /** Periods of the metric in a row; 1 unless a single bad one means nothing yet. */
  readonly periods?: number;
  /** Silence is a fault as well. */
  readonly silenceAlarms?: true;
}

/** Nobody waits in front of these, so the harm is another one. */
const workerImpact: Readonly<Record<string, string>> = {
  billing: "Caps come late: functions/billing broke off or ran out of time, and its events are tried again.",
  "copy-targets":
    "Copies of authorizations come late: functions/copy-targets broke off or ran out of time, and is started again.",
  ...Object.fromEntries(jobs.map(({ name, impact }) => [name, impact])),
};

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);
const hour = Duration.hours(1);

/** One topic for everything that somebody has to do something about. Nothing alarms that nobody would act on. */
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
    this.onBilling(props);
    this.onCaps(props);
    this.onCopies(props);
    this.onAlerts(props);
    this.onApi(props);
  }

  /** One of the alarms, for what has to stop when it goes off. */
  named(id: string): Alarm {
    const found = this.node.findChild(id);
    if (!(found instanceof Alarm)) {
      throw new Error(`${id} is no alarm.`);
    }
    return found;
  }

  private onBilling({ config, billing, jobs: { undelivered } }: AlarmsProps): void {
    this.alarm("BillingDeadLetters", {
      impact:
        "Confirmed authorizations have no cap in billing, so services may be billed over what the payer approved.",
      look: "Read the messages of the billing dead-letter queue and the log of functions/billing, then redrive the queue.",
      metric: deadLetters(billing.deadLetters),
      above: 0,
    });
    this.alarm("UndeliveredEvents", {
      impact: "Confirmed authorizations never reached billing's queue and get no cap until they are sent again.",
      look: "Read the ERROR_CODE attribute of the messages in the queue of undelivered events: key policy and queue policy first.",
      metric: deadLetters(billing.undelivered),
      above: 0,
    });
    this.alarm("UndeliveredJobs", {
      impact: "Jobs did not start, so stored events wait and confirmations reach billing late.",
      look: "Read the messages of the queue of undelivered jobs, then the role of the schedule.",
      metric: deadLetters(undelivered),
      above: 0,
    });
    this.alarm("BillingBehind", {
      impact: "Confirmed authorizations wait more than five minutes for their cap.",
      look: "See the log and the throttles of functions/billing, and how long the billing queue is.",
      metric: billing.queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: Stats.MAXIMUM }),
      above: 300,
      periods: 3,
    });
    this.alarm("UnsentEvents", {
      impact:
        "A confirmation is stored and was not sent to billing for more than five minutes, or nobody tries to send it.",
      look: "See the log of functions/resend; without any line the schedule does not start it.",
      metric: ownMetric(config, "OldestUnsentEventAgeSeconds", minute),
      above: 300,
      // The job tells it every minute, 0 as well. Five silent minutes are no hiccup.
      periods: 5,
      silenceAlarms: true,
    });
  }

  private onCaps({ config }: AlarmsProps): void {
    this.alarm("CapsDrift", {
      impact: "Billing holds caps that are not what was confirmed, so services may be billed over it or not at all.",
      look: "Read GET /v1/reports/caps-drift for which and how, mend the cause, then repair them by the job reconcile.",
      metric: ownMetric(config, "CapsDrift", hour),
      above: 0,
    });
    this.alarm("CapsNotReconciled", {
      impact:
        "Nobody has compared all caps with their authorizations for more than a day, so wrong ones stay unnoticed.",
      look: "See the log of functions/reconcile; without any line the schedule does not start it.",
      metric: ownMetric(config, "CapsReconciledAgeSeconds", hour),
      // Passes begin a day after each other, on the longest day of the year 25 hours.
      above: 25 * 60 * 60,
      // The job tells it every hour. Three silent hours are no hiccup; CloudWatch looks back seven days at most.
      periods: 3,
      silenceAlarms: true,
    });
  }

  private onCopies({ copies }: AlarmsProps): void {
    this.alarm("CopyDeadLetters", {
      impact: "A copy of an authorization has stopped half-way, so some clients still lack theirs.",
      look: "Read the log of functions/copy-targets, mend what it fails on, then redrive the queue: it goes on where it stopped.",
      metric: deadLetters(copies.deadLetters),
      above: 0,
    });
    this.alarm("UndeliveredCopies", {
      impact: "A copy of an authorization was never begun or carried on, so its clients lack theirs.",
      look: "Read the ERROR_CODE attribute of the messages in the queue of undelivered copies: key policy and queue policy first.",
      metric: deadLetters(copies.undelivered),
      above: 0,
    });
    this.alarm("CopiesBehind", {
      impact: "Copies of authorizations wait more than fifteen minutes before anybody works on them.",
      look: "See the log and the throttles of functions/copy-targets, and how long the queue of copies is.",
      metric: copies.queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: Stats.MAXIMUM }),
      // A run that was lost is begun again after three minutes: three of them are bad luck, five end in the dead letters.
      above: 900,
      periods: 3,
    });
  }

  private onAlerts({ config }: AlarmsProps): void {
    this.alarm("AlertsLate", {
      impact:
        "Nobody hears that authorizations come to their end or run low: for more than a day not all were looked at.",
      look: "See the log of functions/remind; without any line the schedule does not start it.",
      metric: ownMetric(config, "AlertsUnfinished", hour, Stats.MINIMUM),
      above: 0,
      // Once a day it has to say that it is through: a day, the hour in which it runs, and one more when clocks go back.
      periods: 26,
      silenceAlarms: true,
    });
  }

  private onApi({ api, functions, table }: AlarmsProps): void {
    this.alarm("ApiFails", {
      impact: "Users see errors instead of their clients' authorizations.",
      look: "Filter the access log by status 5xx for the routes, then the log of the function behind the route by its requestId.",
      metric: new Metric({
        namespace: "AWS/ApiGateway",
        metricName: "5xx",
        dimensionsMap: { ApiId: api.httpApi.apiId, Stage: api.stage.stageName },
        period: fiveMinutes,
        statistic: Stats.SUM,
      }),
      // A count, not a share: at night one failed call of ten would be a tenth, and a day's peak is a few calls a second.
      above: 2,
    });
    for (const [name, handler] of functions.byName) {
      this.alarm(`Errors-${name}`, {
        impact: workerImpact[name] ?? `Users got an error: functions/${name} broke off or ran out of time.`,
        look: `See the log of functions/${name} for lines of level ERROR and for the platform's reports.`,
        metric: handler.metricErrors({ period: fiveMinutes, statistic: Stats.SUM }),
        above: 0,
      });
    }
    for (const [kind, metricName] of [
      ["Reads", "ReadThrottleEvents"],
      ["Writes", "WriteThrottleEvents"],
    ] as const) {
      this.alarm(`Throttled${kind}`, {
        impact: `${kind} of clients' authorizations are slow or refused.`,
        look: "See the table's throttled requests by operation: one partition alone takes 3,000 reads and 1,000 writes a second.",
        metric: new Metric({
          namespace: "AWS/DynamoDB",
          metricName,
          dimensionsMap: { TableName: table.tableName },
          period: fiveMinutes,
          statistic: Stats.SUM,
        }),
        // The SDK's retries hide a few; more than that are felt.
        above: 10,
      });
    }
  }

  private alarm(id: string, { impact, look, metric, above, periods = 1, silenceAlarms }: AlarmSentence): void {
    new Alarm(this, id, {
      alarmDescription: `${impact} ${look}`,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silenceAlarms ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

/** What functions write into their logs as a metric (functions/runtime/log.ts). */
function ownMetric(
  { agencyId }: AgencyConfig,
  metricName: string,
  period: Duration,
  statistic: string = Stats.MAXIMUM,
): IMetric {
  return new Metric({
    namespace: "PriorAuthTracker",
    metricName,
    dimensionsMap: { agencyId },
    period,
    statistic,
  });
}

function deadLetters(queue: Queue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: Stats.MAXIMUM });
}
