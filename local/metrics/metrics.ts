/** What a metric is told apart by, as in CloudWatch. */
export interface MetricId {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricSummary extends MetricId {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly latest: number;
}

interface Sample {
  readonly atMillis: number;
  readonly value: number;
}

/** Older ones are forgotten, so that a server that runs for weeks stays small. A day of one a minute is 1,440. */
const keptSamples = 5000;

/** What CloudWatch would have been told: by functions in their logs, and by AWS of functions, API and queues. */
export class Metrics {
  private readonly ids = new Map<string, MetricId>();
  private readonly samples = new Map<string, Sample[]>();
  private readonly gauges = new Map<string, (atMillis: number) => number>();
  private readonly now: () => number;

  /** @param now the stack's time, in milliseconds since 1970 */
  constructor(now: () => number) {
    this.now = now;
  }

  record(id: MetricId, value: number, atMillis: number = this.now()): void {
    const key = this.known(id);
    const samples = this.samples.get(key) ?? [];
    samples.push({ atMillis, value });
    if (samples.length > keptSamples) {
      samples.shift();
    }
    this.samples.set(key, samples);
  }

  /** A metric whose value can be computed at any moment. */
  gauge(id: MetricId, valueAt: (atMillis: number) => number): void {
    this.gauges.set(this.known(id), valueAt);
  }

  /** The values of a period: after its beginning, up to its end. */
  values(id: MetricId, period: { readonly afterMillis: number; readonly untilMillis: number }): number[] {
    const key = keyOf(id);
    const gauge = this.gauges.get(key);
    if (gauge) {
      return [gauge(period.untilMillis)];
    }
    return (this.samples.get(key) ?? []).flatMap(({ atMillis, value }) =>
      atMillis > period.afterMillis && atMillis <= period.untilMillis ? [value] : [],
    );
  }

  /** Every metric that has a value. */
  all(): MetricSummary[] {
    return [...this.ids].flatMap(([key, id]) => {
      const gauge = this.gauges.get(key);
      const values = gauge ? [gauge(this.now())] : (this.samples.get(key) ?? []).map(({ value }) => value);
      const latest = values.at(-1);
      return latest === undefined ? [] : [{ ...id, ...summaryOf(values), latest }];
    });
  }

  private known(id: MetricId): string {
    const key = keyOf(id);
    if (!this.ids.has(key)) {
      this.ids.set(key, id);
    }
    return key;
  }
}

function summaryOf(values: readonly number[]) {
  return {
    sampleCount: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

function keyOf({ namespace, metricName, dimensions }: MetricId): string {
  return JSON.stringify([namespace, metricName, Object.entries(dimensions).sort()]);
}
