import { describe, expect, it } from "vitest";
import { diffReport } from "../../../scripts/release/diff-report.ts";

const same = { stackName: "Oak-Data", changes: "Stack Oak-Data\nThere were no differences\n", resources: 40 };
const changed = { stackName: "Oak", changes: "[~] AWS::Lambda::Function Tracker", resources: 160 };

describe("what a pull request is told of an agency", () => {
  it("is one line where nothing changes", () => {
    expect(diffReport("oak", [same])).toBe("**oak**: nothing changes.\n");
  });

  it("is the changes of those stacks that change, folded", () => {
    const report = diffReport("oak", [same, changed]);
    expect(report).toContain("<summary><b>oak</b>: Oak</summary>");
    expect(report).toContain("```text\n[~] AWS::Lambda::Function Tracker\n```");
    expect(report).not.toContain("Oak-Data");
  });

  it("says of a stack that is not there yet how much it brings", () => {
    expect(diffReport("oak", [{ ...changed, changes: undefined }])).toContain(
      "Oak is not deployed yet: 160 resources.",
    );
  });

  it("stays text whatever a template holds", () => {
    const report = diffReport("oak", [{ ...changed, changes: "a\n```\n@everyone" }]);
    expect(report).toContain("````text\na\n```\n@everyone\n````");
  });

  it("fits beside those of other agencies", () => {
    const report = diffReport("oak", [{ ...changed, changes: "x".repeat(50_000) }]);
    expect(report.length).toBeLessThan(21_000);
    expect(report).toContain("30000 more characters");
  });
});
