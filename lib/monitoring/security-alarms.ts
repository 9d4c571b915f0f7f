import type { AgencyConfig } from "../agency-file/agency-config.ts";
import type { AccessLogMetrics } from "./access-log-metrics.ts";
import { fiveMinutes, hour, ownMetric } from "./agency-metrics.ts";
import type { AlarmRow } from "./alarms.ts";

/** What alarms look at that tell of somebody who does what the agency does not permit. */
interface Watched {
  readonly config: AgencyConfig;
  readonly accessLog: AccessLogMetrics;
}

export function onAudits({ config }: Pick<Watched, "config">): AlarmRow[] {
  return [
    {
      name: "AuditFaults",
      impact: "Somebody has changed or removed entries of audits, past the functions: who did what can't be relied on.",
      look: "Read the lines auditFault in the log of functions/anchor for whose audits and how, then run audit:verify.",
      metric: ownMetric(config, "AuditFaults", hour),
      above: 0,
    },
    {
      name: "AuditsNotAnchored",
      impact: "Nobody has compared all audits with their anchors for more than a day, so touched ones stay unnoticed.",
      look: "See the log of functions/anchor; without any line the schedule does not start it.",
      metric: ownMetric(config, "AuditsAnchoredAgeSeconds", hour),
      // Passes begin a day apart: 25 hours when clocks go back.
      above: 25 * 60 * 60,
      periods: 3,
      silenceAlarms: true,
    },
  ];
}

/** The busiest desk of an agency of hundreds sees some hundred clients a day, and each search shows up to fifty of them. */
const clientsReadByDefault = 300;

export function onReaders({ config }: Pick<Watched, "config">): AlarmRow[] {
  const { clientsReadAlarm = clientsReadByDefault } = config;
  return [
    {
      name: "ManyClientsRead",
      impact: "One user was told of unusually many clients today: somebody may be taking records away.",
      look: "Find the userId in the lines clientsRead of the log of functions/accesses with the highest count, then what that user read.",
      metric: ownMetric(config, "MostClientsReadByOneUser", fiveMinutes),
      above: clientsReadAlarm,
    },
  ];
}

/** Both as many as no office makes by mistake, and few enough to see what one attacker does. */
export function onRefusals({ accessLog }: Pick<Watched, "accessLog">): AlarmRow[] {
  return [
    {
      name: "UnauthenticatedBurst",
      impact: "Somebody tries tokens, or users can't sign in: their tokens are refused.",
      look: "Count the 401 of the access log by address, routeKey and authorizerError.",
      metric: accessLog.metric("CallsUnauthenticated"),
      above: 300,
    },
    {
      name: "ForbiddenBurst",
      impact:
        "A user tries what the agency does not permit, or somebody asks the API past its pages and their firewall.",
      look: "Count the 403 of the access log by userId, address and routeKey; pages hide what a user may not do.",
      metric: accessLog.metric("CallsForbidden"),
      above: 30,
    },
  ];
}
