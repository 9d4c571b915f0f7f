import type { LocalStack } from "./local-stack.ts";
import type { PageLogin } from "./tokens/outside-issuer.ts";

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
  /** Called when the stack is up and its table empty. */
  readonly loadSample?: (stack: LocalStack) => Promise<void>;
  /** What functions print, but for their metrics, and what fails; silent without it. */
  readonly log?: (line: string) => void;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}
