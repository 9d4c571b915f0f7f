const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
const instant = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });
const whole = new Intl.NumberFormat("en-US");

/** A calendar day, such as Mar 16, 2026. It has no time zone, so none may shift it. What is no day stays as it is. */
export function formatDay(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? date : day.format(at);
}

export function formatMonth(date: string): string {
  return month.format(new Date(`${date}T00:00:00Z`));
}

/** An instant in the reader's own time. */
export function formatInstant(at: string): string {
  return instant.format(new Date(at));
}

export function formatAmount(amount: number): string {
  return whole.format(amount);
}

/** How long an authorization lasts, in words; negative: it has ended. */
export function formatDaysLeft(daysLeft: number): string {
  if (daysLeft < 0) return `${counted(-daysLeft, "day")} ago`;
  if (daysLeft === 0) return "Last day today";
  return `${counted(daysLeft, "day")} left`;
}

export function counted(count: number, noun: string): string {
  return `${formatAmount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The words for a value of an open enumeration. A value of a later release is shown by its name. */
export function wordsOf(texts: Readonly<Record<string, string>>, value: string): string {
  const named = Object.hasOwn(texts, value) ? texts[value] : undefined;
  return named ?? `${value.slice(0, 1)}${value.slice(1).toLowerCase().replaceAll("_", " ")}`;
}
