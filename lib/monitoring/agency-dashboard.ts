import { Duration } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  SingleValueWidget,
  Stats,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { agencyNames } from "../agency-names.ts";
import { apiMetric, fiveMinutes, messagesIn, minute, ownMetric } from "./agency-metrics.ts";
import type { Watched } from "./alarm-table.ts";
import type { Alarms } from "./alarms.ts";
import { costsPerDay } from "./usage-cost.ts";

const day = Duration.days(1);
/** A dashboard is 24 units wide. */
const whole = 24;
const half = whole / 2;
const third = whole / 3;

/** One page for one agency, in the order in which somebody asks: four questions. */
export class AgencyDashboard extends Construct {
  constructor(scope: Construct, id: string, props: Watched & { readonly alarms: Alarms }) {
    super(scope, id);
    const dashboard = new Dashboard(this, "Dashboard", {
      dashboardName: agencyNames(props.config.agencyId).dashboard,
      defaultInterval: Duration.days(7),
    });
    for (const [question, widgets] of [
      ["Are users served?", usersServed(props)],
      ["Are confirmations reaching billing?", reachingBilling(props)],
      ["What is expiring?", expiring(props)],
      ["What does it cost?", cost(props)],
    ] as const) {
      dashboard.addWidgets(new TextWidget({ markdown: `# ${question}`, width: whole, height: 1 }));
      dashboard.addWidgets(...widgets);
    }
  }
}

function usersServed({ config, api, functions, alarms }: Watched & { readonly alarms: Alarms }): IWidget[] {
  const sums = (metricName: string) => apiMetric(api, metricName, Stats.SUM);
  const failing = [...functions.byName].map(([name, live]) => {
    const of = { period: fiveMinutes, statistic: Stats.SUM, label: name };
    return { errors: live.metricErrors(of), throttles: live.metricThrottles(of) };
  });
  return [
    new AlarmStatusWidget({ title: "Alarms", alarms: alarms.all, width: whole, height: 4 }),
    graph("Requests, refused (4xx) and failed (5xx)", half, [sums("Count"), sums("4xx"), sums("5xx")]),
    graph("How long users wait, in milliseconds", half, [
      apiMetric(api, "Latency", Stats.percentile(50)),
      apiMetric(api, "Latency", Stats.percentile(95)),
    ]),
    graph("Refusals by code", third, [
      // Which codes occur is known only when somebody looks.
      new MathExpression({
        expression: `SEARCH('{PriorAuthTracker,agencyId,code} MetricName="Refusals" agencyId="${config.agencyId}"', 'Sum', 300)`,
        label: "",
        usingMetrics: {},
      }),
    ]),
    graph(
      "Functions that broke off",
      third,
      failing.map(({ errors }) => errors),
    ),
    graph(
      "Functions that were throttled",
      third,
      failing.map(({ throttles }) => throttles),
    ),
  ];
}

function reachingBilling({ config, events, queues, jobs }: Watched): IWidget[] {
  const own = (name: string, statistic: string = Stats.SUM) => ownMetric(config, name, fiveMinutes, statistic);
  const age = { period: minute, statistic: Stats.MAXIMUM };
  const all = Object.values(queues);
  return [
    graph("Confirmations, and caps written for them", third, [own("Confirmations"), own("CapsWritten")]),
    graph("From SENT to ACKNOWLEDGED, in milliseconds", third, [
      own("AcknowledgementMillis", Stats.percentile(50)),
      own("AcknowledgementMillis", Stats.percentile(95)),
      own("AcknowledgementMillis", Stats.MAXIMUM),
    ]),
    graph("What waits longest, in seconds: in the outbox, in the queues", third, [
      ownMetric(config, "OldestUnsentEventAgeSeconds", minute),
      ...all.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage(age)),
    ]),
    graph("Waiting for a person: dead letters, undelivered events and jobs", third, [
      ...all.map(({ deadLetters }) => messagesIn(deadLetters)),
      messagesIn(events.undelivered),
      messagesIn(jobs.undelivered),
    ]),
    graph("Caps that differ from what was confirmed", third, [own("CapsDrift", Stats.MAXIMUM)]),
    graph("Services posted; events that were superseded, or came from ahead of the clock", third, [
      own("ServicesPosted"),
      own("EventsSuperseded"),
      own("EventsAheadOfClock"),
    ]),
  ];
}

function expiring({ config }: Watched): IWidget[] {
  // Told once a morning.
  const daily = (name: string, statistic: string = Stats.MAXIMUM) => ownMetric(config, name, day, statistic);
  const ending = ["ExpiredInLast30Days", "ExpiringWithin7Days", "ExpiringWithin14Days", "ExpiringWithin30Days"];
  return [
    new SingleValueWidget({
      title: "Authorizations that come to their end, and unconfirmed ones",
      metrics: [...ending, "Unconfirmed"].map((name) => daily(name)),
      width: whole,
      height: 3,
    }),
    graph(
      "The same, day by day",
      half,
      [...ending, "Unconfirmed"].map((name) => daily(name)),
    ),
    graph("Alerts given, and of these: little is left; clients deleted at the end of their retention", half, [
      daily("AlertsGiven", Stats.SUM),
      daily("RunningLowAlertsGiven", Stats.SUM),
      daily("ClientsDeleted", Stats.SUM),
    ]),
  ];
}

function cost(props: Watched): IWidget[] {
  return [
    new TextWidget({
      markdown:
        "US dollars a day for what is used, estimated by the list prices of us-east-1 without any free tier; other regions differ. Beside it each agency costs about 15 dollars a month whether it is used or not: alarms, metrics, key, secret, this page.",
      width: whole,
      height: 2,
    }),
    new GraphWidget({
      title: "Estimated cost of use, in US dollars a day",
      left: costsPerDay(props),
      stacked: true,
      period: day,
      width: whole,
      height: 6,
    }),
  ];
}

function graph(title: string, width: number, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width, height: 6, leftYAxis: { min: 0 } });
}
