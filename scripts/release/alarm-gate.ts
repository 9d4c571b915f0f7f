import type { Answer } from "../aws/answer.ts";
import { millisOf } from "../aws/deployed-stack.ts";
import type { DeployedAlarm } from "../aws/stack-alarms.ts";

export interface Deployment {
  /** When the deployment began, in ms since 1970. */
  readonly beganAtMillis: number;
  /** When the agency's stack was made, in ms since 1970. */
  readonly madeAtMillis: number;
  /** Names of alarms, or how they end after the stack's name, that may ring. */
  readonly accepted: readonly string[];
}

export interface Verdict {
  /** Alarms that stop the release at once: they began to ring with this deployment. */
  readonly since: readonly DeployedAlarm[];
  /** Alarms that rang before. They stop it only if they still do at the end: this deployment may be what mends them. */
  readonly before: readonly DeployedAlarm[];
  readonly tolerated: readonly DeployedAlarm[];
}

/**
 * An alarm that takes silence for a fault rings in a new stack until its figure comes first. The slowest waits for the daily job:
 * a day, the hour in which it runs, and two more.
 */
const settlingMillis = 27 * 60 * 60 * 1000;

/** What an agency's alarms say about a deployment. */
export function judge(alarms: readonly DeployedAlarm[], deployment: Deployment, nowMillis: number): Verdict {
  const ringing = alarms.filter(({ StateValue }) => StateValue === "ALARM");
  const isTolerated = ({ AlarmName, TreatMissingData }: DeployedAlarm) =>
    deployment.accepted.some((name) => AlarmName === name || AlarmName.includes(name)) ||
    (TreatMissingData === "breaching" && nowMillis - deployment.madeAtMillis < settlingMillis);
  const counted = ringing.filter((alarm) => !isTolerated(alarm));
  const isSince = ({ StateUpdatedTimestamp }: DeployedAlarm) =>
    millisOf(StateUpdatedTimestamp) >= deployment.beganAtMillis;
  return {
    since: counted.filter(isSince),
    before: counted.filter((alarm) => !isSince(alarm)),
    tolerated: ringing.filter(isTolerated),
  };
}

export interface Watch {
  readonly deployment: Deployment;
  readonly untilMillis: number;
  readonly alarms: () => Answer<DeployedAlarm[]>;
  readonly now: () => number;
  readonly pause: () => Promise<unknown>;
  readonly tell: (line: string) => void;
}

/**
 * Watches alarms until the time is up.
 * @returns why the release stops here; nothing when it goes on
 */
export async function watchAlarms({ deployment, untilMillis, alarms, now, pause, tell }: Watch): Promise<string[]> {
  const told = new Set<string>();
  for (;;) {
    const isLast = now() >= untilMillis;
    const answer = alarms();
    const { since, before, tolerated } = judge(answer.body ?? [], deployment, now());
    for (const name of new Set(tolerated.map(({ AlarmName }) => AlarmName)).difference(told)) {
      told.add(name);
      tell(`${name} rings, and may: it was accepted, or has to settle after a first deployment.`);
    }
    if (since.length > 0) return since.map(sentenceOf);
    if (isLast) return answer.body ? before.map(sentenceOf) : [`Alarms can't be read: ${answer.says}`];
    await pause();
  }
}

function sentenceOf({ AlarmName, AlarmDescription = "", StateUpdatedTimestamp }: DeployedAlarm): string {
  return `${AlarmName} rings since ${new Date(millisOf(StateUpdatedTimestamp)).toISOString()}: ${AlarmDescription}`;
}
