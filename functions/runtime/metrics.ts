/**
 * Every metric of our own, with its unit. All have the dimension `agencyId` alone, but for one: CloudWatch bills each metric for
 * each combination of dimensions in which it came (0.30 USD a month), so nothing here is counted by client, user or function; what
 * Lambda and the gateway count by function and route is theirs already.
 */
const units = {
  /** resend: of the event that waits longest in the outbox, 0 when none does. */
  OldestUnsentEventAgeSeconds: "Seconds",
  /** confirm: confirmations that were stored with their event. */
  Confirmations: "Count",
  /** billing: caps that were written, opened and closed ones. */
  CapsWritten: "Count",
  /** billing: from a confirmation to its stored cap, which is what SENT waits for to become ACKNOWLEDGED. */
  AcknowledgementMillis: "Milliseconds",
  /** services, billing: services that were posted, replaced or voided. */
  ServicesPosted: "Count",
  /** billing: events that changed nothing, because something newer was known. */
  EventsSuperseded: "Count",
  /** billing: events of the billing engine from more than five minutes ahead. Its clock, or ours, is wrong. */
  EventsAheadOfClock: "Count",
  /** Functions behind the HTTP API: answers with a problem, by its code as well: a closed list, of which a day sees a few. */
  Refusals: "Count",
  /** accesses: distinct clients that one user was told of today; of the users of a batch of log lines the highest. */
  MostClientsReadByOneUser: "Count",
  /** Functions behind the HTTP API: what is stored and could not be read, in what was asked for. */
  UnreadableItems: "Count",
  /** reconcile: caps that are not what was confirmed. */
  CapsDrift: "Count",
  /** reconcile: since all caps were last compared. */
  CapsReconciledAgeSeconds: "Seconds",
  /** anchor: audits that are not what was anchored of them, or not whole since, of clients and of the setup. */
  AuditFaults: "Count",
  /** anchor: since all audits were last compared and anchored. */
  AuditsAnchoredAgeSeconds: "Seconds",
  /** retention: clients that were deleted. */
  ClientsDeleted: "Count",
  /** remind: alerts of both kinds. */
  AlertsGiven: "Count",
  /** remind: of these, that little is left. */
  RunningLowAlertsGiven: "Count",
  /** remind: 1 when not everything was looked at. */
  AlertsUnfinished: "Count",
  /** remind, once everything was looked at: authorizations that expire today or within so many days. */
  ExpiringWithin7Days: "Count",
  ExpiringWithin14Days: "Count",
  ExpiringWithin30Days: "Count",
  /** remind, likewise: expired within the last 30 days and neither renewed by a later date nor discontinued. */
  ExpiredInLast30Days: "Count",
  /** remind, likewise: without the C, whenever they expire. */
  Unconfirmed: "Count",
} as const satisfies Readonly<Record<string, "Count" | "Seconds" | "Milliseconds">>;
export type MetricName = keyof typeof units;

export const metricNames = Object.keys(units) as readonly MetricName[];
const metricNamespace = "PriorAuthTracker";

/** Tells figures of one moment. */
export type Measure = (values: Partial<Readonly<Record<MetricName, number>>>, by?: { readonly code?: string }) => void;

/**
 * Metrics in CloudWatch's embedded format: the log line is the metrics. Figures and ids of the deployment, nothing of a client.
 * @param write takes each line, without its end
 */
export function embeddedMetrics(agencyId: string, write: (line: string) => void): Measure {
  return (values, by = {}) => {
    const Metrics = (Object.keys(values) as MetricName[]).map((Name) => ({ Name, Unit: units[Name] }));
    const CloudWatchMetrics = [{ Namespace: metricNamespace, Dimensions: [["agencyId", ...Object.keys(by)]], Metrics }];
    write(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, agencyId, ...by, ...values }));
  };
}
