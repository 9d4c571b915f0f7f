import { describe, expect, it } from "vitest";
import { metricNames } from "../../../functions/runtime/metrics.ts";
import { flat, production, SynthesizedAgency } from "../synthesized-agency.ts";

const agency = new SynthesizedAgency(production);
const [, { Properties }] = agency.only("AWS::CloudWatch::Dashboard");

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}
const { widgets }: { widgets: Widget[] } = JSON.parse(flat(Properties.DashboardBody));

interface Shown {
  readonly namespace: string;
  readonly metricName: string;
  /** By name; a reference is `${LogicalId}`. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A widget's metrics as CloudWatch reads them: `.` stands for the same as in the line before. */
function shownIn({ properties: { metrics = [] } }: Widget): Shown[] {
  let before: readonly unknown[] = [];
  return metrics.flatMap((line) => {
    if (typeof line[0] !== "string") return [];
    const texts = line.filter((each) => typeof each === "string");
    const full = texts.map((each, index) => (each === "." ? String(before[index]) : each));
    before = full;
    const [namespace = "", metricName = "", ...pairs] = full;
    const dimensions = Object.fromEntries(
      pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1] ?? ""]] : [])),
    );
    return [{ namespace, metricName, dimensions }];
  });
}
const shown = widgets.flatMap(shownIn);

/** Terms of a math expression or search. */
const expressionsIn = ({ properties: { metrics = [] } }: Widget) =>
  metrics.flatMap(([first]) =>
    typeof first === "object" && first !== null && "expression" in first ? [first as { expression: string }] : [],
  );
const expressions = widgets.flatMap(expressionsIn);

/** What AWS publishes, with the dimensions under which it does, as its documentation lists them. */
const published: Readonly<Record<string, { metrics: readonly string[]; dimensions: readonly string[] }>> = {
  "AWS/ApiGateway": { metrics: ["Count", "4xx", "5xx", "Latency"], dimensions: ["ApiId Stage"] },
  "AWS/Lambda": {
    metrics: ["Invocations", "Errors", "Throttles", "Duration"],
    dimensions: ["FunctionName", "FunctionName Resource"],
  },
  "AWS/SQS": {
    metrics: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
    dimensions: ["QueueName"],
  },
  "AWS/DynamoDB": {
    metrics: ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"],
    dimensions: ["TableName", "GlobalSecondaryIndexName TableName"],
  },
  "AWS/Logs": { metrics: ["IncomingBytes"], dimensions: ["LogGroupName"] },
};

const types: Readonly<Record<string, string>> = {
  ApiId: "AWS::ApiGatewayV2::Api",
  FunctionName: "AWS::Lambda::Function",
  QueueName: "AWS::SQS::Queue",
  TableName: "AWS::DynamoDB::GlobalTable",
};

describe("the dashboard", () => {
  it("asks four questions, in this order", () => {
    const headings = widgets.flatMap(({ properties: { markdown = "" } }) => /^# (.*)$/.exec(markdown)?.[1] ?? []);
    expect(headings).toEqual([
      "Are users served?",
      "Are confirmations reaching billing?",
      "What is expiring?",
      "What does it cost?",
    ]);
  });

  it("has the agency's name", () => {
    expect(Properties.DashboardName).toBe("prior-auth-tracker-willow-creek");
  });

  it("shows the state of every alarm for people", () => {
    const people = agency.ofType("AWS::CloudWatch::Alarm").filter(([, alarm]) => alarm.Properties.AlarmActions);
    const [status] = widgets.filter(({ type }) => type === "alarm");
    expect([...(status?.properties.alarms ?? [])].sort()).toEqual(people.map(([id]) => `\${${id}.Arn}`).sort());
  });

  const own = shown.filter(({ namespace }) => namespace === "PriorAuthTracker");
  const ofAws = shown.filter(({ namespace }) => namespace !== "PriorAuthTracker");

  it("shows, of our own metrics, only such as functions tell, of this agency", () => {
    expect(own.length).toBeGreaterThan(0);
    for (const { metricName, dimensions } of own) {
      expect(metricNames).toContain(metricName);
      expect(dimensions).toEqual({ agencyId: "willow-creek" });
    }
  });

  it("leaves out none of our own, but for those that only an alarm needs", () => {
    const searched = expressions.flatMap(({ expression }) => /MetricName="(\w+)"/.exec(expression)?.[1] ?? []);
    const there = new Set([...own.map(({ metricName }) => metricName), ...searched]);
    expect(metricNames.filter((name) => !there.has(name))).toEqual([
      "MostClientsReadByOneUser",
      "UnreadableItems",
      "CapsReconciledAgeSeconds",
      "AuditFaults",
      "AuditsAnchoredAgeSeconds",
      "AlertsUnfinished",
    ]);
  });

  it("shows, of AWS's metrics, only such as are published, of resources of this agency", () => {
    expect(ofAws.length).toBeGreaterThan(0);
    for (const each of ofAws) {
      const { namespace, metricName, dimensions } = each;
      expect(published[namespace]?.metrics, namespace).toContain(metricName);
      expect(published[namespace]?.dimensions).toContain(Object.keys(dimensions).sort().join(" "));
      for (const [name, value] of Object.entries(dimensions)) {
        const [, logicalId = ""] = /^\$\{(\w+)(?:\.\w+)?\}$/.exec(value) ?? [];
        if (name in types) expect(agency.resources[logicalId]?.Type, JSON.stringify(each)).toBe(types[name]);
        if (name === "LogGroupName") expect(agency.logGroup(value), value).toBeDefined();
      }
    }
  });

  it("adds up the calls and the logs of every function", () => {
    const count = agency.functions().size;
    const distinct = (metricName: string) =>
      new Set(
        shown.filter((each) => each.metricName === metricName).map(({ dimensions }) => JSON.stringify(dimensions)),
      );
    expect(distinct("Invocations").size).toBe(count);
    expect(distinct("Duration").size).toBe(count);
    // And the access log of the API.
    expect(distinct("IncomingBytes").size).toBe(count + 1);
  });

  it("has, in every expression, only metrics that stand beside it, and no more than CloudWatch takes", () => {
    for (const widget of widgets) {
      const lines = widget.properties.metrics ?? [];
      // A widget holds 500 metrics, a dashboard 2,500.
      expect(lines.length).toBeLessThanOrEqual(500);
      const ids = lines.map((line) => (line.at(-1) as { id?: string } | undefined)?.id);
      const math = expressionsIn(widget).filter(({ expression }) => !expression.startsWith("SEARCH("));
      for (const { expression } of math) {
        expect(expression).not.toMatch(/\de-?\d/);
        for (const [, id] of expression.matchAll(/FILL\((\w+),/g)) expect(ids).toContain(id);
      }
    }
    expect(shown.length).toBeLessThanOrEqual(2500);
  });
});
