import { describe, expect, it } from "vitest";
import type { GrantUse } from "../../../local/roles/grants.ts";
import { comparison, type Unmeasured } from "../../../scripts/privileges/comparison.ts";

const put: GrantUse = {
  functionName: "confirm",
  action: "dynamodb:PutItem",
  resource: "table",
  pattern: "OUTBOX#*",
  times: 0,
};
const remove = { ...put, action: "dynamodb:DeleteItem" };
const tell = { ...put, action: "events:PutEvents", resource: "event-bus", pattern: "prior-auth-tracker" };
const granted = [put, remove, tell];
const stackName = "demo";
const record = (...uses: GrantUse[]) => ({ stackName, uses, refusals: [] });
const used = (grant: GrantUse, times = 1) => ({ ...grant, times });

describe("what functions did beside what they may do", () => {
  it("all used in some run: nothing to mend", () => {
    const records = [record(used(put), remove, tell), record(put, used(remove, 3), used(tell))];
    expect(comparison(granted, records, new Map())).toEqual({ granted: 3, used: 3, explained: [], faults: [] });
  });

  it("granted and never used fails, unless a reason stands beside it", () => {
    const records = [record(used(put), remove, tell)];
    expect(comparison(granted, records, new Map()).faults).toEqual([
      "Granted and never used, with no reason beside it: confirm: DeleteItem OUTBOX#*.",
      "Granted and never used, with no reason beside it: confirm: PutEvents.",
    ]);
    const because = "Only a long run does.";
    const unmeasured: Unmeasured = new Map([["confirm", { what: ["DeleteItem OUTBOX#*", "PutEvents"], because }]]);
    expect(comparison(granted, records, unmeasured)).toEqual({
      granted: 3,
      used: 1,
      explained: ["confirm: DeleteItem OUTBOX#*: Only a long run does.", "confirm: PutEvents: Only a long run does."],
      faults: [],
    });
  });

  it("a reason for what is used, or is granted no more, fails", () => {
    const unmeasured: Unmeasured = new Map([
      ["confirm", { what: ["PutItem OUTBOX#*", "Query SEARCH#*"], because: "" }],
    ]);
    expect(comparison([put], [record(used(put))], unmeasured).faults).toEqual([
      "Explained as not used, and is used or not granted: confirm: PutItem OUTBOX#*.",
      "Explained as not used, and is used or not granted: confirm: Query SEARCH#*.",
    ]);
  });

  it("what a function asked for in vain fails, once", () => {
    const refusals = ["tracker: dynamodb:PutItem table CLIENT#*"];
    const records = [
      { ...record(used(put)), refusals },
      { ...record(), refusals },
    ];
    expect(comparison([put], records, new Map()).faults).toEqual([
      "Asked for and not granted: tracker: dynamodb:PutItem table CLIENT#*.",
    ]);
  });

  it("a use that is not granted any more says nothing about what is", () => {
    expect(comparison([put], [record(used(put), used(remove))], new Map()).faults).toEqual([]);
  });
});
