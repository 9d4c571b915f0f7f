import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callBegins, callBudget } from "../../functions/runtime/call-time.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: vi.fn(async () => {}) }));
afterEach(() => {
  vi.restoreAllMocks();
});

describe("how long a call may begin requests", () => {
  it.each([
    ["an HTTP function", 10_000, 7000],
    ["billing", 30_000, 27_000],
    ["resend", 50_000, 47_000],
    ["a call that is nearly over", 2000, -1000],
  ])("%s: below the function's own timeout, by what a last request and the answer take", (_, timeout, millis) => {
    callBegins({ context: { getRemainingTimeInMillis: () => timeout } });
    expect(callBudget.remainingMillis()).toBe(millis);
  });

  it("grows less as the call goes on, and begins anew with the next call", () => {
    let left = 10_000;
    callBegins({ context: { getRemainingTimeInMillis: () => left } });
    left = 4000;
    expect(callBudget.remainingMillis()).toBe(1000);
    callBegins({ context: { getRemainingTimeInMillis: () => 10_000 } });
    expect(callBudget.remainingMillis()).toBe(7000);
  });
});

describe("how long it waits before the next try", () => {
  it.each([
    [1, 50],
    [2, 100],
    [3, 200],
    [4, 400],
    [5, 400],
    [50, 400],
  ])("try %i: by chance anything up to %i ms", async (attempt, mostMillis) => {
    for (const chance of [0, 0.5, 0.999]) {
      vi.spyOn(Math, "random").mockReturnValueOnce(chance);
      await callBudget.pause(attempt);
      expect(setTimeout).toHaveBeenLastCalledWith(chance * mostMillis);
    }
  });
});
