import { describe, expect, it } from "vitest";
import { defaultTrackerSettings } from "../../domain/status.ts";
import { contrastToWhite, contrastVerdict } from "../../web/pages/setup/contrast.ts";

describe("the contrast of white text on a colour", () => {
  it.each([
    ["#000000", 21],
    ["#FFFFFF", 1],
    ["#767676", 4.54],
    ["#777777", 4.48],
  ])("is what WCAG computes: %s", (color, contrast) => {
    expect(contrastToWhite(color)).toBeCloseTo(contrast, 2);
  });

  it.each(["", "#12345", "#1234567", "red", "#12345g"])("is none for what is no colour: %j", (color) => {
    expect(contrastToWhite(color)).toBeUndefined();
    expect(contrastVerdict(color).isReadable).toBe(false);
  });

  it("is enough from 4.5 on, and never rounded up to it", () => {
    expect(contrastVerdict("#767676")).toMatchObject({ isReadable: true });
    expect(contrastVerdict("#777777")).toEqual({
      isReadable: false,
      sentence: "Too light for white text, 4.4:1; 4.5:1 is needed",
    });
  });

  it.each(Object.entries(defaultTrackerSettings.statuses))("is enough for the default colour of %s", (_, { color }) => {
    expect(contrastVerdict(color).isReadable).toBe(true);
  });
});
