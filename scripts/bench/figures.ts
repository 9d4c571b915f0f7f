/** One measured thing beside what it is measured against, in the same run on the same machine. */
export interface Ratio {
  readonly what: string;
  readonly base: number;
  readonly measured: number;
  readonly unit: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

export function printRatios(title: string, baseName: string, ratios: readonly Ratio[]): void {
  console.log(`\n${title}`);
  console.log(line("", baseName, "measured", "ratio"));
  for (const { what, base, measured, unit } of ratios)
    console.log(line(what, figure(base, unit), figure(measured, unit), (measured / base).toFixed(2)));
}

const figure = (value: number, unit: string) => `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
const line = (what: string, base: string, measured: string, ratio: string) =>
  `${what.padEnd(52)}${base.padStart(16)}${measured.padStart(16)}${ratio.padStart(9)}`;
