import { Duration } from "aws-cdk-lib";
import type { Alias, Code } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { routes } from "../api/routes.ts";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { agencyNames } from "./agency-names.ts";
import { accessRecorder, deployedFunctions, httpFunctions } from "./deployed-functions.ts";
import { type FunctionGrants, functionGrants } from "./function-grants.ts";
import { jobs } from "./job-table.ts";
import { type EventQueue, type EventQueues, mostAttempts, workTimeout } from "./messaging/event-queue.ts";
import { consumers, queuesOf } from "./messaging/queue-table.ts";
import { reservedConcurrency, reservesConcurrency } from "./reserved-concurrency.ts";
import type { SignIn } from "./sign-in.ts";
import { type FunctionSurroundings, TrackerFunction } from "./tracker-function.ts";

export interface TrackerFunctionsProps extends FunctionSurroundings {
  readonly config: AgencyConfig;
  readonly queues: EventQueues;
  readonly functionCode: (functionName: string) => Code;
  readonly signIn: SignIn;
  readonly blindIndexKey: string;
  readonly cursorKey: string;
  /** Keys by which CloudFront shows itself; none where no pages stand before the API. */
  readonly siteKeys: readonly string[];
}

/** Far below the 30 seconds after which the HTTP API gives up, and as long as anybody waits in front of a screen. */
const httpTimeout = Duration.seconds(10);

const workerTimeouts: Readonly<Record<string, Duration>> = {
  ...Object.fromEntries(consumers.map((name) => [name, workTimeout])),
  ...Object.fromEntries(jobs.map(({ name, timeoutSeconds }) => [name, Duration.seconds(timeoutSeconds)])),
  // Nobody waits, and one report as CSV tells of 2,000 clients.
  [accessRecorder]: Duration.minutes(2),
};

/** All functions of an agency. */
export class TrackerFunctions extends Construct {
  /** Functions by name, as aliases. */
  readonly byName: ReadonlyMap<string, Alias>;

  constructor(scope: Construct, id: string, props: TrackerFunctionsProps) {
    super(scope, id);
    const { encryptionKey, table, bus, anchors } = props;
    this.byName = new Map(
      deployedFunctions.map((name) => {
        const grants = grantsOf(name);
        const queues = queuesOf(name).map((queue) => props.queues[queue]);
        const { live } = new TrackerFunction(this, name, {
          name,
          code: props.functionCode(name),
          grants,
          timeout: workerTimeouts[name] ?? httpTimeout,
          environment: { ...environmentOf(name, grants, props), ...deadLettersOf(queues) },
          reservedConcurrency: reservesConcurrency(props.config) ? reservedConcurrency[name] : undefined,
          logGroupName: agencyNames(props.config.agencyId).functionLog(name),
          encryptionKey,
          table,
          bus,
          anchors,
          queues,
        });
        return [name, live];
      }),
    );
  }

  named(name: string): Alias {
    const named = this.byName.get(name);
    if (!named) {
      throw new Error(`There is no function ${name}: it is neither a capability in api/routes.ts nor a worker.`);
    }
    return named;
  }
}

function grantsOf(name: string): FunctionGrants {
  const grants = functionGrants[name];
  if (!grants) {
    throw new Error(`functions/${name} has no row in lib/function-grants.ts: say what it may touch.`);
  }
  return grants;
}

/** A function hears only of what it may touch. */
function environmentOf(name: string, grants: FunctionGrants, props: TrackerFunctionsProps): Record<string, string> {
  const behindTheSite: Record<string, string> =
    httpFunctions.includes(name) && props.siteKeys.length > 0 ? { SITE_KEYS: props.siteKeys.join(" ") } : {};
  if (grants.items.length === 0) {
    return behindTheSite;
  }
  const { config } = props;
  return {
    ...behindTheSite,
    AGENCY_ID: config.agencyId,
    AGENCY_TIME_ZONE: config.timeZone,
    TABLE_NAME: props.table.tableName,
    ...(httpFunctions.includes(name) ? accessEnvironment(props) : {}),
    ...(readsCatalog(grants) ? { BILLING_ENGINE: String(config.billingEngine) } : {}),
    ...(grants.putsEvents ? { EVENT_BUS_NAME: props.bus.eventBusName } : {}),
    ...(hasPages(name) ? { CURSOR_KEY: props.cursorKey } : {}),
    ...(grants.anchorsAudits ? { ANCHOR_BUCKET: props.anchors.bucketName } : {}),
    ...(grants.deletesAudits && config.recordRetentionYears !== undefined
      ? { RECORD_RETENTION_YEARS: String(config.recordRetentionYears) }
      : {}),
    ...(grants.readsBlindIndexKey ? { BLIND_INDEX_KEY: props.blindIndexKey } : {}),
  };
}

/** By what a function knows who may call it. */
function accessEnvironment({ config, signIn }: TrackerFunctionsProps): Record<string, string> {
  return {
    PERMISSIONS_CLAIM: signIn.permissionsClaim,
    READ_PERMISSION: config.readPermission,
    ...(signIn.scope === undefined ? {} : { TOKEN_SCOPE: signIn.scope }),
    ...(config.agencyClaim === undefined ? {} : { AGENCY_CLAIM: JSON.stringify(config.agencyClaim) }),
  };
}

/** Where messages go that are given up, by the queue that they came from. */
function deadLettersOf(queues: readonly EventQueue[]): Record<string, string> {
  if (queues.length === 0) {
    return {};
  }
  const urls = Object.fromEntries(queues.map(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueUrl]));
  return { DEAD_LETTERS: JSON.stringify(urls), MOST_ATTEMPTS: String(mostAttempts) };
}

/** Whether a query of the function takes cursors. */
function hasPages(name: string): boolean {
  return routes.some(({ capability, query }) => capability === name && "cursor" in query.shape);
}

/** The agency's file has the settings until its users change them in the catalog. */
function readsCatalog({ items }: FunctionGrants): boolean {
  return items.some(({ on }) => on.includes("CATALOG"));
}
