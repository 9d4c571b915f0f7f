import type { JobStartHook } from "./jobs/schedules.ts";
import type { DeliveryHook, EntryResult, PutEventsEntry, PutEventsHook } from "./messaging/event-bus.ts";
import type { LoggedEvent } from "./messaging/event-log.ts";
import type { PausePoint } from "./messaging/put-events-endpoint.ts";
import type { DeadLetter } from "./messaging/queue.ts";
import type { AlarmState } from "./metrics/alarms.ts";
import type { MetricSummary } from "./metrics/metrics.ts";
import type { StoredObject } from "./objects/object-store.ts";
import type { CloudFormation } from "./template/cloud-formation.ts";
import type { PageLogin } from "./tokens/outside-issuer.ts";
import type { TokenRequest } from "./tokens/token-issuer.ts";

export interface LocalStackOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Fixes the day of the functions' clock, YYYY-MM-DD in the agency's time zone. */
  readonly today?: string;
  /** Keeps table, queues, log and keys between runs; without it all of it is in memory. */
  readonly dataDir?: string;
  /** The output directory of a synthesis; without it the demo agency's stack is synthesized from the sources. */
  readonly assembly?: string;
  /** Another DynamoDB-compatible engine; without it DYNAMODB_ENDPOINT of the environment, or the built-in one. */
  readonly endpoint?: string;
  /** The built web site, served at `/`; without it there are no pages. */
  readonly webSite?: string;
  /** Users of the pages sign in with this issuer; without it they choose a demo user. Its tokens are taken beside ours. */
  readonly login?: PageLogin;
  /** Whether jobs run by the clock; without it they do. A test that says when a job runs must not be met by another run. */
  readonly runsSchedules?: boolean;
  /** Whether the API's throttles hold; without it they do not: a test asks more in a second than a hundred users. */
  readonly throttled?: boolean;
  /** Called when the stack is up and its table empty. */
  readonly loadSample?: (stack: LocalStack) => Promise<void>;
  /** What functions print, but for their metrics, and what fails; silent without it. */
  readonly log?: (line: string) => void;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** A synthesized stack that runs on this machine. */
export interface LocalStack {
  readonly baseUrl: string;
  readonly stackName: string;
  readonly template: CloudFormation;
  readonly tableName: string;
  readonly dynamodbEndpoint: string;
  /** The agency's, of which `today` is a day. */
  readonly timeZone: string;
  today(): string;
  /** The functions' clock. */
  now(): Date;
  issueToken(request: TokenRequest): Promise<string>;
  readonly functions: {
    readonly names: readonly string[];
    invoke(name: string, event: unknown): Promise<unknown>;
    /** Kills all processes of a function with SIGKILL; says how many there were. */
    kill(name: string): number;
    /** How many processes of a function are in the middle of a call. */
    working(name: string): number;
    /** The ids of all processes of functions. */
    pids(): readonly number[];
    /** What a function wrote; for whoever calls its handlers elsewhere. Metrics are counted, the rest is printed. */
    takeLine(name: string, line: string): void;
  };
  /** All of a function's environment variables. */
  environmentOf(functionName: string): Readonly<Record<string, string>>;
  readonly bus: {
    /** What passed, newest last: all that is kept of it, or the newest so many. */
    events(limit?: number): LoggedEvent[];
    /** How many events are kept. */
    count(): number;
    /** Puts events on the stack's bus, past hooks and pauses. */
    put(entries: readonly PutEventsEntry[]): EntryResult[];
    /** Leaves the functions' PutEvents requests unanswered; those whose function is killed meanwhile are dropped. */
    pause(at?: PausePoint): void;
    resume(): void;
    /** How many requests are held by `pause`. */
    waitingRequests(): number;
    onPutEvents(hook: PutEventsHook | undefined): void;
    onDelivery(hook: DeliveryHook | undefined): void;
  };
  /** What functions have put into buckets, in the order of keys. */
  readonly objects: () => readonly StoredObject[];
  readonly queues: {
    deadLetters(): DeadLetter[];
    redrive(ofEvent?: string): number;
  };
  readonly jobs: readonly string[];
  /** Runs a job with the input of its schedule, or with another one. */
  runJob(name: string, input?: unknown): Promise<unknown>;
  onJobStart(hook: JobStartHook | undefined): void;
  /** What CloudWatch would have been told until now. */
  metrics(): MetricSummary[];
  /** How the template's alarms stand now, or at another moment of the stack's time. */
  alarms(at?: Date): AlarmState[];
  /**
   * Resolves when everything that was put on the bus has been processed or is a dead letter, and all that functions logged was handed
   * to whoever hears of it.
   */
  settled(): Promise<void>;
  stop(): Promise<void>;
}
