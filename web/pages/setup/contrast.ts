/** What WCAG asks of text: below this many people can't read it. */
const readableContrast = 4.5;

/** The contrast of white text on a colour, from 1 to 21; undefined for what is no colour written #RRGGBB. */
export function contrastToWhite(color: string): number | undefined {
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(color) ?? [];
  const parts = [red, green, blue].map((part) => Number.parseInt(part ?? "", 16) / 255);
  if (!/^#[\da-f]{6}$/i.test(color)) return undefined;
  const [r = 0, g = 0, b = 0] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

/** Whether a label in this colour can be read, with the figure. */
export interface Verdict {
  readonly isReadable: boolean;
  readonly sentence: string;
}

export function contrastVerdict(color: string): Verdict {
  const contrast = contrastToWhite(color);
  if (contrast === undefined) return { isReadable: false, sentence: "Not a colour yet: write #RRGGBB" };
  // Rounded down: 4.49 must not read as 4.5.
  const shown = `${(Math.floor(contrast * 10) / 10).toFixed(1)}:1`;
  return contrast >= readableContrast
    ? { isReadable: true, sentence: `White text is readable, ${shown}` }
    : { isReadable: false, sentence: `Too light for white text, ${shown}; 4.5:1 is needed` };
}
