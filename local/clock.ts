/**
 * How to get from the real time to the stack's time. Computed once for all processes, so that none of them is a day off the
 * others when midnight passes while they start.
 */
export interface DayShift {
  readonly offsetMillis: number;
  /** First and last millisecond of the fixed day: time stops there instead of leaving the day. */
  readonly firstMillis: number;
  readonly lastMillis: number;
}

export function shiftedTime(shift: DayShift | undefined, realNow: number): number {
  if (!shift) {
    return realNow;
  }
  return Math.min(Math.max(realNow + shift.offsetMillis, shift.firstMillis), shift.lastMillis);
}

/**
 * Makes this process use the shifted time: `new Date()`, `Date()`, `Date.now()`, and formatters without an argument. Timers and
 * performance.now() go on as they are.
 */
export function shiftProcessClock(shift: DayShift): void {
  const RealDate = Date;
  const realNow = Date.now;
  const now = () => shiftedTime(shift, realNow());
  RealDate.now = now;
  const ShiftedDate: DateConstructor = new Proxy(RealDate, {
    construct: (target, args, newTarget): object =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget === ShiftedDate ? target : newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = ShiftedDate;
  globalThis.Date = ShiftedDate;
  const formatters = Intl.DateTimeFormat.prototype;
  const { formatToParts } = formatters;
  const format = Object.getOwnPropertyDescriptor(formatters, "format");
  formatters.formatToParts = function (this: Intl.DateTimeFormat, date?: Date | number) {
    return formatToParts.call(this, date ?? now());
  };
  Object.defineProperty(formatters, "format", {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const real = format?.get?.call(this) as (date: Date | number) => string;
      return (date?: Date | number) => real(date ?? now());
    },
  });
}
