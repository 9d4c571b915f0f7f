import type { Authorization } from "../../../clients/typescript/src/index.ts";

/** A span of an authorization's days, in percent of the picture's width. */
export interface Lane {
  readonly authorization: Authorization;
  readonly startPercent: number;
  readonly widthPercent: number;
  /** The part that is used up, from the start; null where nothing limits it. */
  readonly usedWidthPercent: number | null;
  /** How much of its time is gone, 0 to 100. */
  readonly timePercent: number;
}

interface Tick {
  /** The first day of a month. */
  readonly date: string;
  readonly atPercent: number;
}

export interface Timeline {
  readonly lanes: readonly Lane[];
  readonly ticks: readonly Tick[];
  readonly todayPercent: number;
}

/**
 * Nobody plans by what ended more than a year ago or ends in two. Without this limit one long span would make all others a line.
 */
const mostDaysBack = 365;
const mostDaysAhead = 548;
const mostTicks = 7;

/** Where each authorization lies in time; undefined when there is nothing to show. */
export function timelineOf(authorizations: readonly Authorization[], today: string): Timeline | undefined {
  const now = dayNumber(today);
  const shown = authorizations.filter(
    ({ effectiveDate, expirationDate }) =>
      dayNumber(expirationDate) >= now - mostDaysBack && dayNumber(effectiveDate) <= now + mostDaysAhead,
  );
  if (shown.length === 0) return undefined;
  const first = Math.max(now - mostDaysBack, Math.min(now, ...shown.map((one) => dayNumber(one.effectiveDate))));
  const last = Math.min(now + mostDaysAhead, Math.max(now, ...shown.map((one) => dayNumber(one.expirationDate))));
  const begin = monthStart(first, 0);
  const end = monthStart(last, 1);
  const percent = (day: number) => ((clamp(day, begin, end) - begin) / (end - begin)) * 100;
  return {
    lanes: shown.map((authorization) => laneOf(authorization, now, percent)),
    ticks: ticksOf(begin, end).map((day) => ({ date: dateOf(day), atPercent: percent(day) })),
    // In the middle of the day: both ends of an authorization are included.
    todayPercent: percent(now + 0.5),
  };
}

function laneOf(authorization: Authorization, now: number, percent: (day: number) => number): Lane {
  const start = dayNumber(authorization.effectiveDate);
  const end = dayNumber(authorization.expirationDate) + 1;
  const { percentUsed } = authorization;
  const startPercent = percent(start);
  const usedUntil = percentUsed === null ? start : start + ((end - start) * clamp(percentUsed, 0, 100)) / 100;
  return {
    authorization,
    startPercent,
    widthPercent: percent(end) - startPercent,
    usedWidthPercent: percentUsed === null ? null : percent(usedUntil) - startPercent,
    timePercent: Math.round((clamp(now + 1 - start, 0, end - start) / (end - start)) * 100),
  };
}

function ticksOf(begin: number, end: number): number[] {
  const months: number[] = [];
  for (let month = begin; month < end; month = monthStart(month, 1)) months.push(month);
  const step = [1, 2, 3, 6, 12].find((each) => months.length / each <= mostTicks) ?? 12;
  return months.filter((_, index) => index % step === 0);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

const dayMillis = 86_400_000;

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMillis;
}

function dateOf(day: number): string {
  return new Date(day * dayMillis).toISOString().slice(0, 10);
}

function monthStart(day: number, monthsLater: number): number {
  const date = new Date(day * dayMillis);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1) / dayMillis;
}
