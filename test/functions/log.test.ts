import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DomainError } from "../../domain/domain-error.ts";
import { type LogEntry, logError, logInfo } from "../../functions/runtime/log.ts";
import { embeddedMetrics, metricNames } from "../../functions/runtime/metrics.ts";
import { allowedFields, type LoggedLine, takeLoggedLines, valuesIn } from "./logged-lines.ts";

let lines: LoggedLine[];
beforeEach(() => {
  lines = takeLoggedLines();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Stands in everything that must not be logged. */
const secret = "Quintero-PS900114477";
const anySecret = fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before}${secret}${after}`);

const text = fc.option(fc.string(), { nil: undefined });
const number = fc.option(fc.integer(), { nil: undefined });
const anyEntry = fc.record({
  event: fc.string(),
  operationId: text,
  requestId: text,
  invocationId: text,
  address: text,
  traceId: text,
  userId: text,
  clientId: text,
  clientIds: fc.option(fc.array(fc.string()), { nil: undefined }),
  authorizationId: text,
  eventId: text,
  detailType: text,
  messageId: text,
  outcome: text,
  code: text,
  status: number,
  count: number,
  durationMs: number,
});
/** What a caller may have spread into an entry by mistake. */
const tooMuch = fc.dictionary(
  fc.constantFrom(
    "firstName",
    "lastName",
    "subscriberNumber",
    "notes",
    "search",
    "body",
    "message",
    "error",
    "place",
    "level",
    "time",
    "toString",
  ),
  fc.oneof(
    anySecret,
    anySecret.map((value) => ({ value, list: [value] })),
  ),
);

const lastLine = () => lines.at(-1) ?? {};
const holdsSecret = (line: LoggedLine) => valuesIn(line).some((value) => String(value).includes(secret));

describe("Events and logs carry ids, never names, birth dates, subscriber numbers or notes.", () => {
  it("a line has the entry's allowed fields, level and time, and nothing else", () => {
    fc.assert(
      fc.property(anyEntry, tooMuch, (entry, more) => {
        logInfo({ ...more, ...entry } as LogEntry);
        const { level, time, ...logged } = lastLine();
        expect(level).toBe("INFO");
        expect(Number.isNaN(Date.parse(String(time)))).toBe(false);
        expect(logged).toEqual(JSON.parse(JSON.stringify(entry)));
        expect(Object.keys(logged).every((field) => allowedFields.includes(field))).toBe(true);
      }),
    );
  });

  const anyMessage = fc.oneof(
    anySecret,
    // As JSON.parse quotes its input: lines of it look like frames.
    fc.tuple(anySecret, anySecret).map(([a, b]) => `${a}\n    at ${b} (file.ts:1:1)\n    at ${secret}:1:1\n${a}`),
  );
  const anyError = fc
    .tuple(
      fc.array(anyMessage, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(Error, TypeError, SyntaxError, RangeError),
    )
    .map(([messages, Kind]) =>
      messages.reduce<Error | undefined>((cause, message) => new Kind(message, { cause }), undefined),
    );

  it("an error is told by its names and places, never by its message, however deep", () => {
    fc.assert(
      fc.property(anyEntry, tooMuch, anyError, (entry, more, error) => {
        logError({ ...more, ...entry } as LogEntry, error);
        const { level, time: _, error: name, place, cause: __, ...logged } = lastLine();
        expect({ level, name }).toEqual({ level: "ERROR", name: error?.name });
        expect(logged).toEqual(JSON.parse(JSON.stringify(entry)));
        expect((place as string[]).length).toBeGreaterThan(0);
        expect(holdsSecret(lastLine())).toBe(false);
      }),
    );
  });

  it("nor by what JSON.parse says of a text", () => {
    for (const body of [`{"a":\n    at ${secret}`, `${secret}`, `{"${secret}":}`, `[1,\n at ${secret} (a:1:1)]`]) {
      try {
        JSON.parse(body);
      } catch (error) {
        logError({ event: "notHandled" }, error);
      }
    }
    expect(lines).toHaveLength(4);
    expect(lines.filter(holdsSecret)).toEqual([]);
  });

  it("nor by a message that was put there afterwards, nor by further fields", () => {
    const error = Object.assign(new DomainError("NOT_FOUND", "outer"), { detail: secret, Item: { name: secret } });
    error.message = `${secret}\n    at ${secret}`;
    logError({ event: "failed" }, error);
    const renamed = new Error(`${secret}\n    at ${secret} (a:1:1)`);
    renamed.message = "changed later";
    logError({ event: "failed" }, renamed);
    expect(lines.filter(holdsSecret)).toEqual([]);
  });

  it.each([[secret], [{ message: secret }], [null], [undefined]])(
    "nor by something thrown that is no error",
    (thrown) => {
      logError({ event: "failed" }, thrown);
      expect(Object.keys(lastLine()).toSorted()).toEqual(["error", "event", "level", "time"]);
      expect(holdsSecret(lastLine())).toBe(false);
    },
  );
});

describe("an error's line", () => {
  it("names the error, its place in our code, and each cause", () => {
    logError(
      { event: "failed" },
      new DomainError("INTERNAL", "x", { cause: new TypeError("y", { cause: new RangeError("z") }) }),
    );
    expect(lastLine()).toMatchObject({
      error: "DomainError",
      place: expect.arrayContaining([expect.stringContaining("log.test.ts")]),
      cause: { error: "TypeError", cause: { error: "RangeError" } },
    });
  });
});

describe("a metric", () => {
  const told: LoggedLine[] = [];
  const measure = embeddedMetrics("willow-creek", (line) => told.push(JSON.parse(line)));
  beforeEach(() => {
    told.length = 0;
  });

  it("is one line in CloudWatch's embedded format, by agency, with all that is told at once", () => {
    measure({ CapsDrift: 0, CapsReconciledAgeSeconds: 12 });
    expect(told).toMatchObject([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: "PriorAuthTracker",
              Dimensions: [["agencyId"]],
              Metrics: [
                { Name: "CapsDrift", Unit: "Count" },
                { Name: "CapsReconciledAgeSeconds", Unit: "Seconds" },
              ],
            },
          ],
        },
        agencyId: "willow-creek",
        CapsDrift: 0,
        CapsReconciledAgeSeconds: 12,
      },
    ]);
    expect(Object.keys(told[0] ?? {})).toHaveLength(4);
  });

  it("is counted by nothing else, except refusals by their code", () => {
    measure({ Refusals: 1 }, { code: "NOT_FOUND" });
    expect(told).toMatchObject([
      { _aws: { CloudWatchMetrics: [{ Dimensions: [["agencyId", "code"]] }] }, code: "NOT_FOUND", Refusals: 1 },
    ]);
  });

  it("is named in the table of metrics, with its unit at the end where it is no count", () => {
    expect(metricNames.length).toBeGreaterThan(0);
    for (const name of metricNames) {
      measure({ [name]: 1 });
      const [unit] = /(?:Seconds|Millis)$/.exec(name) ?? ["Count"];
      const [{ Metrics }] = (told.at(-1) as { _aws: { CloudWatchMetrics: [{ Metrics: { Unit: string }[] }] } })._aws
        .CloudWatchMetrics;
      expect(Metrics.map(({ Unit }) => Unit)).toEqual([unit === "Millis" ? "Milliseconds" : unit]);
    }
  });
});
