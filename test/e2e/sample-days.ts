/**
 * The tests speak of days around 2026-03-16. On an agency whose clock shows another day, every date in a request is moved
 * by as many days as lie between, and every date in a reply back: tests and agency agree on what is past and to come.
 */
const dates = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g;
const millisPerDay = 24 * 60 * 60 * 1000;

export function moved(text: string, days: number): string {
  return days === 0 ? text : text.replaceAll(dates, (date) => movedDate(date, days));
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / millisPerDay;
}

/** Birthdays and other days of long ago have nothing to do with the agency's clock. */
const longAgo = "2020-01-01";

/** What is no day of the calendar, or would leave its four digits, stays as it is: it is meant to be refused. */
function movedDate(date: string, days: number): string {
  const millis = Date.parse(date);
  if (date < longAgo || Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 10) !== date) return date;
  const other = new Date(millis + days * millisPerDay).toISOString();
  return /^\d{4}-/.test(other) ? other.slice(0, 10) : date;
}
