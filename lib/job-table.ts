/**
 * What runs by the clock: one row for each job. A new job is a row here, a folder in functions/ and its row in
 * `function-grants.ts`; schedule, function, timeout and alarm follow.
 */
export interface Job {
  /** The folder in functions/, and the name for `POST /local/jobs/{name}`. */
  readonly name: string;
  readonly description: string;
  /** `rate(...)` or `cron(...)` of EventBridge Scheduler; the hands are those of the agency's time zone. */
  readonly schedule: string;
  readonly timeoutSeconds: number;
  /** How long, and how often, the scheduler tries to start a run that could not be started. AWS's least age is 60. */
  readonly retry: { readonly maximumEventAgeInSeconds: number; readonly maximumRetryAttempts: number };
  /** Who is hurt when a run breaks off: the first half of its alarm. */
  readonly impact: string;
}

export const jobs: readonly Job[] = [
  {
    name: "resend",
    description: "Publishes events that are stored and not yet sent",
    schedule: "rate(1 minute)",
    // It starts every minute: ten seconds less, and two runs never send the same events at once.
    timeoutSeconds: 50,
    // The next minute's run does the same work: no use in trying an old one for long.
    retry: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 },
    impact: "Unsent events wait another minute: functions/resend broke off or ran out of time.",
  },
  {
    name: "reconcile",
    description: "Compares every cap with its authorization, once a day",
    // A pass that was cut off goes on an hour later; once the day's is complete, only what was found is looked at again.
    schedule: "rate(1 hour)",
    // A few thousand clients; more go on from the checkpoint.
    timeoutSeconds: 300,
    retry: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 3 },
    impact:
      "Caps that differ from their authorizations may not be found: functions/reconcile broke off or ran out of time.",
  },
  {
    name: "anchor",
    description: "Compares audits with what was anchored of them, and anchors what they end with, once a day",
    // A pass that was cut off goes on an hour later; once the day's is complete, only its figures are told again.
    schedule: "rate(1 hour)",
    timeoutSeconds: 570,
    retry: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 3 },
    impact: "Audits that somebody has touched may not be found: functions/anchor broke off or ran out of time.",
  },
  {
    name: "remind",
    description: "Tells of authorizations that come to their end or run low",
    // Six times from six o'clock on: a run goes on where the one before ran out of time, and costs little if nothing is left.
    schedule: "cron(0/10 6 * * ? *)",
    // Half a minute before the next run begins.
    timeoutSeconds: 570,
    retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
    impact: "Clinicians hear late of authorizations that come to their end or run low: functions/remind broke off.",
  },
  {
    name: "retention",
    description: "Lists clients whose records were kept long enough, and deletes those that were listed for 30 days",
    // At night, six times: a run goes on where the one before ran out of time.
    schedule: "cron(0/10 3 * * ? *)",
    // Half a minute before the next run begins.
    timeoutSeconds: 570,
    retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
    impact: "Records are kept longer than the agency says, and one may be half deleted: functions/retention broke off.",
  },
  {
    name: "backfill",
    description: "Goes on with a migration of stored items whose run was broken off",
    // A backfill is begun by hand. While none is under way, a run is a single read.
    schedule: "rate(10 minutes)",
    timeoutSeconds: 570,
    retry: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 3 },
    impact: "Nobody is hurt yet: a migration of stored items does not get on, so the next release has to wait.",
  },
];
