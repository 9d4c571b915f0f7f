import { describe, expect, it } from "vitest";
import { requireVersion } from "../../domain/repeated-change.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

/** Version 3 stands, which `ann` made. */
const standing = { version: 3, updatedBy: "ann" };

describe("a change of what stands, or once more the caller's own change that made it", () => {
  it.each([
    ["of the version that stands", 3, "ben", false, null],
    ["of the version that stands, without changing anything", 3, "ben", true, null],
    ["the same again, of the version before, by who made this one", 2, "ann", true, null],
    ["another one of the version before, by who made this one", 2, "ann", false, "VERSION_CONFLICT"],
    ["the same of the version before, by somebody else", 2, "ben", true, "VERSION_CONFLICT"],
    ["the same of an older version", 1, "ann", true, "VERSION_CONFLICT"],
    ["the same of a version that is not there yet", 4, "ann", true, "VERSION_CONFLICT"],
  ])("%s", (_, seenVersion, by, changesNothing, code) => {
    expect(refusalCode(() => requireVersion("It", standing, { seenVersion, by, changesNothing }))).toBe(code);
  });

  it("nobody's change is the caller's own", () => {
    const asked = { seenVersion: 2, by: "ann", changesNothing: true };
    expect(refusalCode(() => requireVersion("It", { version: 3 }, asked))).toBe("VERSION_CONFLICT");
  });

  it("a refusal tells the version that stands", () => {
    const refusal = refusalOf(() =>
      requireVersion("It", standing, { seenVersion: 1, by: "ben", changesNothing: false }),
    );
    expect(refusal).toMatchObject({ currentVersion: 3, message: expect.stringContaining("It has changed") });
  });
});
