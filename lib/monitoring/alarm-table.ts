import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { AgencyConfig } from "../agency-file/agency-config.ts";
import { backupRetention } from "../data/backups.ts";
import { jobs } from "../job-table.ts";
import type { Jobs } from "../jobs.ts";
import type { AgencyBus } from "../messaging/agency-bus.ts";
import type { EventQueues } from "../messaging/event-queue.ts";
import type { TrackerApi } from "../tracker-api.ts";
import type { TrackerFunctions } from "../tracker-functions.ts";
import type { AccessLogMetrics } from "./access-log-metrics.ts";
import {
  apiMetric,
  backupMetric,
  fiveMinutes,
  hour,
  messagesIn,
  minute,
  ownMetric,
  quarterOfAnHour,
  tableMetric,
} from "./agency-metrics.ts";
import type { AlarmRow } from "./alarms.ts";
import { onAudits, onReaders, onRefusals } from "./security-alarms.ts";

/** What alarms look at. */
export interface Watched {
  readonly config: AgencyConfig;
  readonly table: ITable;
  readonly api: TrackerApi;
  readonly accessLog: AccessLogMetrics;
  readonly events: AgencyBus;
  readonly queues: EventQueues;
  readonly jobs: Jobs;
  readonly functions: TrackerFunctions;
}

/**
 * All alarms. Each is something that somebody has to act on: throttled functions have none, since they show as failing requests,
 * waiting messages and jobs that don't start.
 */
export function alarmTable(watched: Watched): readonly AlarmRow[] {
  return [
    ...onQueues(watched),
    ...onDelivery(watched),
    ...onCaps(watched),
    ...onAudits(watched),
    ...onRecords(watched),
    ...onAlerts(watched),
    ...onReaders(watched),
    ...onApi(watched),
    ...onRefusals(watched),
    ...onFunctions(watched),
    ...onTable(watched),
    ...onBackups(watched),
  ];
}

/** Of each queue on the way from the bus to a function. */
function onQueues({ queues }: Watched): AlarmRow[] {
  return Object.values(queues).flatMap(({ node: { id }, row, queue, deadLetters }) => [
    {
      name: `${id}DeadLetters`,
      impact: row.lost,
      look: `Read code, pointer and reason of the messages in the queue ${id}DeadLetters, or the log of functions/${row.consumer}, then redrive.`,
      metric: messagesIn(deadLetters),
      above: 0,
    },
    {
      name: `${id}Behind`,
      impact: row.late,
      look: `See the log and the throttles of functions/${row.consumer}, and how long the queue ${id}Queue is.`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: Stats.MAXIMUM }),
      above: row.lateAfterSeconds,
      periods: 3,
    },
  ]);
}

function onDelivery({ config, events, jobs: { undelivered } }: Watched): AlarmRow[] {
  return [
    {
      name: "UndeliveredEvents",
      impact:
        "Events never reached their queue, or a subscriber: confirmations get no cap, services are not counted, copies stand still.",
      look: "Read the attributes ERROR_CODE and RULE_ARN of the messages in the queue of undelivered events: key policy and queue policy first.",
      metric: messagesIn(events.undelivered),
      above: 0,
    },
    {
      name: "UndeliveredJobs",
      impact: "Jobs did not start, so stored events wait and confirmations reach billing late.",
      look: "Read the messages of the queue of undelivered jobs, then the role of the schedule.",
      metric: messagesIn(undelivered),
      above: 0,
    },
    {
      name: "UnsentEvents",
      impact:
        "A confirmation is stored and was not sent to billing for more than five minutes, or nobody tries to send it.",
      look: "See the log of functions/resend; without any line the schedule does not start it.",
      metric: ownMetric(config, "OldestUnsentEventAgeSeconds", minute),
      above: 300,
      // The job sends it every minute, even if it is 0. Five silent minutes are a fault.
      periods: 5,
      silenceAlarms: true,
    },
  ];
}

function onCaps({ config }: Watched): AlarmRow[] {
  return [
    {
      name: "CapsDrift",
      impact: "Billing holds caps that are not what was confirmed, so services may be billed over it or not at all.",
      look: "Read GET /v1/reports/caps-drift for which and how, mend the cause, then repair them by the job reconcile.",
      metric: ownMetric(config, "CapsDrift", hour),
      above: 0,
    },
    {
      name: "CapsNotReconciled",
      impact:
        "Nobody has compared all caps with their authorizations for more than a day, so wrong ones stay unnoticed.",
      look: "See the log of functions/reconcile; without any line the schedule does not start it.",
      metric: ownMetric(config, "CapsReconciledAgeSeconds", hour),
      // Passes begin a day apart: 25 hours when clocks go back.
      above: 25 * 60 * 60,
      // The job sends it every hour. Three silent hours are a fault; CloudWatch looks back seven days at most.
      periods: 3,
      silenceAlarms: true,
    },
  ];
}

function onRecords({ config }: Watched): AlarmRow[] {
  return [
    {
      name: "UnreadableItems",
      impact: "Part of a client's record can't be shown, and nothing of that client can be changed.",
      look: "Read the lines leftOut and those with RECORD_UNREADABLE in the functions' logs: `unreadable` names what it is.",
      metric: ownMetric(config, "UnreadableItems", fiveMinutes),
      above: 0,
    },
  ];
}

function onAlerts({ config }: Watched): AlarmRow[] {
  return [
    {
      name: "AlertsLate",
      impact:
        "Nobody hears that authorizations come to their end or run low: for more than a day not all were looked at.",
      look: "See the log of functions/remind; without any line the schedule does not start it.",
      metric: ownMetric(config, "AlertsUnfinished", hour, Stats.MINIMUM),
      above: 0,
      // It has to finish once a day: a day, the hour in which it runs, and one more when clocks go back.
      periods: 26,
      silenceAlarms: true,
    },
  ];
}

function onApi({ api }: Watched): AlarmRow[] {
  return [
    {
      name: "ApiFails",
      impact: "Users see errors instead of their clients' authorizations.",
      look: "Filter the access log by status 5xx for the routes, then the log of the function behind the route by its requestId.",
      metric: apiMetric(api, "5xx", Stats.SUM),
      // A count, not a share: at night one failed call of ten would be a tenth, and a day's peak is a few calls a second.
      above: 2,
    },
    {
      name: "ApiSlow",
      impact: "Users wait: one call of twenty takes longer than three seconds.",
      look: "See latencyMs in the access log for the routes, then durationMs in the logs of their functions and the table's throttles.",
      // Of few calls the 99th percentile is the single slowest one, and a cold start is no fault.
      metric: apiMetric(api, "Latency", Stats.percentile(95), quarterOfAnHour),
      above: 3000,
    },
  ];
}

/** The harm that functions do which no user waits for. */
const workerImpact: Readonly<Record<string, string>> = {
  billing: "Caps come late: functions/billing broke off or ran out of time, and its events are tried again.",
  "copy-targets":
    "Copies of authorizations come late: functions/copy-targets broke off or ran out of time, and is started again.",
  accesses:
    "Who saw which client may be missing from the record of accesses: functions/accesses broke off, and is tried twice more.",
  ...Object.fromEntries(jobs.map(({ name, impact }) => [name, impact])),
};

function onFunctions({ functions }: Watched): AlarmRow[] {
  return [...functions.byName].map(([name, handler]) => ({
    name: `Errors-${name}`,
    runbookSection: "Errors-‹function›",
    impact: workerImpact[name] ?? `Users got an error: functions/${name} broke off or ran out of time.`,
    look: `See the log of functions/${name} for lines of level ERROR and for the platform's reports.`,
    metric: handler.metricErrors({ period: fiveMinutes, statistic: Stats.SUM }),
    above: 0,
  }));
}

function onTable({ table }: Watched): AlarmRow[] {
  return (["Reads", "Writes"] as const).map((kind) => ({
    name: `Throttled${kind}`,
    runbookSection: "ThrottledReads, ThrottledWrites",
    impact: `${kind} of clients' authorizations are slow or refused.`,
    look: "See the table's throttled requests by operation: one partition alone takes 3,000 reads and 1,000 writes a second.",
    metric: tableMetric(table.tableName, kind === "Reads" ? "ReadThrottleEvents" : "WriteThrottleEvents"),
    // The SDK's retries hide a few; more than that are felt.
    above: 10,
  }));
}

function onBackups({ config }: Watched): AlarmRow[] {
  if (backupRetention(config) === undefined) {
    return [];
  }
  return [
    {
      name: "BackupFails",
      impact:
        "A backup of the records failed: were the table lost today, only what older backups hold could be restored.",
      look: "See why in the failed jobs of AWS Backup: the role's rights on the table, the vault and both keys first.",
      metric: backupMetric(config, "NumberOfBackupJobsFailed", hour),
      above: 0,
    },
    {
      name: "BackupsMissing",
      impact:
        "The last night left no backup of the records, whether a job failed, never began or nobody asked for one.",
      look: "List the jobs of the last two days in AWS Backup; without any, look at the plan and its selection.",
      // AWS Backup sends it only when there is one.
      metric: backupMetric(config, "NumberOfBackupJobsCompleted", hour),
      below: 1,
      // From one night's backup to the next's: a day, an hour in which it may begin, and what clocks and a large table add.
      periods: 30,
      silenceAlarms: true,
    },
  ];
}
