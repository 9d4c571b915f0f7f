import { expect, it } from "vitest";
import { IdleWatch } from "../../web/session/idle-watch.ts";

const minute = 60_000;

/** The tabs of one browser, at one moment. */
class Tabs {
  nowMillis = 1_000_000_000_000;
  readonly kept = new Map<string, string>();
  readonly storage = {
    getItem: (key: string) => this.kept.get(key) ?? null,
    setItem: (key: string, value: string) => void this.kept.set(key, value),
  };

  open(afterMinutes = 15) {
    const told: { secondsLeft: number | undefined; ends: number } = { secondsLeft: undefined, ends: 0 };
    const watch = new IdleWatch({
      afterMillis: afterMinutes * minute,
      storage: this.storage,
      now: () => this.nowMillis,
      warn: (secondsLeft) => {
        told.secondsLeft = secondsLeft;
      },
      end: () => {
        told.ends += 1;
      },
    });
    return { told, input: () => watch.input(), check: () => watch.check() };
  }

  pass(millis: number): void {
    this.nowMillis += millis;
  }
}

it("signs off after the agency's time, once, and warns for the last two minutes", () => {
  const tabs = new Tabs();
  const tab = tabs.open();
  const seen = [12.9 * minute, 13 * minute, 14.5 * minute, 15 * minute - 1, 15 * minute, 16 * minute].map((at) => {
    tabs.nowMillis = 1_000_000_000_000 + at;
    tab.check();
    return [tab.told.secondsLeft, tab.told.ends];
  });
  expect(seen).toEqual([
    [undefined, 0],
    [120, 0],
    [30, 0],
    [1, 0],
    [1, 1],
    [1, 1],
  ]);
});

it("warns for half of a time that is short", () => {
  const tabs = new Tabs();
  const tab = tabs.open(1);
  tabs.pass(29_000);
  tab.check();
  expect(tab.told.secondsLeft).toBeUndefined();
  tabs.pass(1_000);
  tab.check();
  expect(tab.told.secondsLeft).toBe(30);
});

it("takes any input of the user's, during the warning too, and begins anew", () => {
  const tabs = new Tabs();
  const tab = tabs.open();
  tabs.pass(14 * minute);
  tab.check();
  expect(tab.told.secondsLeft).toBe(60);
  tab.input();
  expect(tab.told.secondsLeft).toBeUndefined();
  tabs.pass(15 * minute - 1);
  tab.check();
  expect(tab.told.ends).toBe(0);
  tabs.pass(1);
  tab.check();
  expect(tab.told.ends).toBe(1);
});

it("takes looking, as often as it comes, for no use", () => {
  const tabs = new Tabs();
  const tab = tabs.open();
  for (let second = 0; second < 15 * 60; second += 1) {
    tabs.pass(1_000);
    tab.check();
  }
  expect(tab.told.ends).toBe(1);
});

it("stays signed in while another tab is used, and signs off together with it", () => {
  const tabs = new Tabs();
  const [one, other] = [tabs.open(), tabs.open()];
  tabs.pass(10 * minute);
  one.input();
  tabs.pass(14 * minute);
  other.check();
  expect([other.told.secondsLeft, other.told.ends]).toEqual([60, 0]);
  tabs.pass(minute);
  one.check();
  other.check();
  expect([one.told.ends, other.told.ends]).toEqual([1, 1]);
});

it("is not kept signed in by whoever wakes a computer that slept", () => {
  const tabs = new Tabs();
  const tab = tabs.open();
  tabs.pass(8 * 60 * minute);
  tab.input();
  expect(tab.told.ends).toBe(1);
  tab.input();
  expect(tab.told.ends).toBe(1);
});

it.each(["", "nonsense", "9999999999999"])("does not go by a moment that is none: %j", (kept) => {
  const tabs = new Tabs();
  const tab = tabs.open();
  tabs.pass(10 * minute);
  tabs.kept.set("prior-auth-tracker.last-input", kept);
  tab.check();
  tabs.kept.clear();
  tabs.pass(15 * minute);
  tab.check();
  expect(tab.told.ends).toBe(1);
});
