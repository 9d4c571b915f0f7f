import { expect, it } from "vitest";
import { filterOf } from "../../../local/logs/log-subscriptions.ts";

const pattern = '{ $.event = "request" || $.event = "furtherClients" }';

it.each<[object, boolean]>([
  [{ event: "request" }, true],
  [{ event: "furtherClients", status: 200 }, true],
  [{ event: "reconciled" }, false],
  [{ name: "request" }, false],
  [{}, false],
])("a filter on fields takes %j: %s", (line, takes) => {
  expect(filterOf(pattern, "Filter")({ ...line })).toBe(takes);
});

it.each(["{ $.status = 200 }", '{ $.event = "re*" }', '{ $.event = "a" && $.event = "b" }', "request", ""])(
  "refuses the pattern %j, which it can't tell apart as CloudWatch Logs does",
  (other) => {
    expect(() => filterOf(other, "Filter")).toThrow(/^Filter\.FilterPattern is /);
  },
);
