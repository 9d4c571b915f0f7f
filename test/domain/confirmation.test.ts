import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import { canBeConfirmed, confirmationState, decideConfirm, isConfirmed } from "../../domain/confirmation.ts";
import {
  authorization,
  cap,
  confirmed,
  confirmedVersion,
  discontinued,
  insurance,
  settings,
  stale,
} from "./examples.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const withoutEngine = settings({ billingEngine: false });
const now = "2026-03-16T14:05:00.000Z";

const boss = { userId: "u-boss", permissions: new Set<never>() };
const decide = (which: Authorization, version: number, using = settings(), under = insurance()) =>
  decideConfirm(which, { version, actor: boss, now, insurance: under, settings: using });

describe("sets who, when, which version", () => {
  it("of an authorization that nobody confirmed before", () => {
    const which = authorization({ version: 4, notes: "called", authUnits: 96 });
    expect(decide(which, 4)).toEqual({
      outcome: "CONFIRM",
      authorization: {
        ...which,
        confirmation: {
          confirmedAt: now,
          confirmedBy: "u-boss",
          confirmedVersion: 4,
          insuranceId: "I2001",
          changedSince: false,
        },
        updatedAt: now,
        updatedBy: "u-boss",
        version: 5,
      },
    });
  });

  it("and of one that was changed since: it is confirmed again, in its current version", () => {
    expect(decide(stale(), 3)).toEqual({
      outcome: "CONFIRM",
      authorization: {
        ...stale(),
        confirmation: {
          confirmedAt: now,
          confirmedBy: "u-boss",
          confirmedVersion: 3,
          insuranceId: "I2001",
          changedSince: false,
        },
        updatedAt: now,
        updatedBy: "u-boss",
        version: 4,
      },
    });
  });

  it("leaves what it was given as it was", () => {
    const which = authorization();
    decide(which, 1);
    expect(which).toEqual(authorization());
  });
});

describe("an unchanged, confirmed version answers 200 with the same confirmedAt and publishes nothing", () => {
  it.each([
    ["the version that was confirmed", confirmed(), 1],
    ["the current one", confirmed(), 2],
    ["the current one after a change of notes", confirmed({ version: 3, notes: "new" }), 3],
    ["the version that was confirmed, after a change of notes", confirmed({ version: 3, notes: "new" }), 1],
  ])("If-Match = %s", (_, which, version) => {
    expect(decide(which, version)).toEqual({ outcome: "ALREADY_CONFIRMED" });
  });
});

describe("If-Match; stale 412", () => {
  it.each([
    ["an older version", authorization({ version: 3 }), 2, 3],
    ["a version that is not there yet", authorization({ version: 3 }), 4, 3],
    ["an ETag that is none of ours", authorization({ version: 3 }), 0, 3],
    ["a version beside the confirmed and the current one", confirmed({ version: 3 }), 2, 3],
    ["a version after the confirmed one", confirmed(), 3, 2],
    ["the version confirmed before a change", stale(), 1, 3],
  ])("%s", (_, which, version, currentVersion) => {
    expect(refusalOf(() => decide(which, version))).toMatchObject({ code: "VERSION_CONFLICT", currentVersion });
  });
});

describe("The literal `Pending` (any case) may be saved, not confirmed.", () => {
  it.each(["Pending", "pending", "PENDING", "pEnDiNg", " Pending "])("%j", (authorizationNumber) => {
    const which = authorization({ authorizationNumber });
    const refusal = refusalOf(() => decide(which, 1));
    expect(refusal.code).toBe("AUTH_NUMBER_PENDING");
    expect(refusal.faults.map(({ pointer }) => pointer)).toEqual(["/authorizationNumber"]);
    expect(canBeConfirmed(which, insurance(), settings())).toBe(false);
  });
});

describe("what can't be confirmed, whatever version was seen", () => {
  const pending = { authorizationNumber: "Pending" };
  it.each([
    ["a discontinued one", authorization(discontinued()), settings(), "ALREADY_DISCONTINUED"],
    ["a discontinued one that was confirmed", confirmed(discontinued()), settings(), "ALREADY_DISCONTINUED"],
    [
      "a discontinued, pending one",
      authorization({ ...discontinued(), ...pending }),
      settings(),
      "ALREADY_DISCONTINUED",
    ],
    ["anything without a billing engine", authorization(), withoutEngine, "BILLING_ENGINE_DISABLED"],
    ["a confirmed one without a billing engine", confirmed(), withoutEngine, "BILLING_ENGINE_DISABLED"],
    ["a pending one without a billing engine", authorization(pending), withoutEngine, "BILLING_ENGINE_DISABLED"],
    ["a pending one that was confirmed with a number", stale(pending), settings(), "AUTH_NUMBER_PENDING"],
  ])("%s", (_, which, using, code) => {
    expect([0, 1, 2, 3].map((version) => refusalCode(() => decide(which, version, using)))).toEqual([
      code,
      code,
      code,
      code,
    ]);
    expect(canBeConfirmed(which, insurance(), using)).toBe(false);
  });
});

describe("what may not be entered under an insurance may not be confirmed: the code is the one that entry has", () => {
  it.each([
    ["INACTIVE", true, "INSURANCE_INACTIVE"],
    ["ACTIVE", false, "PRIOR_AUTH_NOT_REQUIRED"],
    ["INACTIVE", false, "INSURANCE_INACTIVE"],
  ] as const)("%s, required %s: %s", (status, priorAuthsRequired, code) => {
    const under = insurance({ status, priorAuthsRequired });
    expect(refusalCode(() => decide(authorization(), 1, settings(), under))).toBe(code);
    expect(refusalCode(() => decide(stale(), 3, settings(), under))).toBe(code);
    expect(canBeConfirmed(authorization(), under, settings())).toBe(false);
    // Said again, as after a reply that was lost.
    expect(decide(confirmed(), 1, settings(), under)).toEqual({ outcome: "ALREADY_CONFIRMED" });
  });

  it("without an insurance nothing is", () => {
    expect(canBeConfirmed(authorization(), undefined, settings())).toBe(false);
  });
});

describe("setting `billingEngine:false`: confirm 409, no C", () => {
  it.each([authorization(), confirmed(), stale()])("version $version", (which) => {
    expect(refusalCode(() => decide(which, which.version, withoutEngine))).toBe("BILLING_ENGINE_DISABLED");
  });
});

describe("what can be confirmed", () => {
  it.each([
    ["one that was not", authorization(), true],
    ["one that was changed since", stale(), true],
    ["not what is confirmed already", confirmed(), false],
  ])("%s: %s", (_, which, can) => {
    expect(canBeConfirmed(which, insurance(), settings())).toBe(can);
  });
});

describe("SENT becomes ACKNOWLEDGED when the cap is stored", () => {
  const capOf = (version: number) => cap({ confirmed: confirmedVersion({ version }) });
  it.each([
    ["never confirmed", authorization(), undefined, "NOT_CONFIRMED"],
    ["never confirmed, with another's cap", authorization(), capOf(9), "NOT_CONFIRMED"],
    ["confirmed, billing has nothing", confirmed(), undefined, "SENT"],
    ["confirmed, billing has this version", confirmed(), capOf(1), "ACKNOWLEDGED"],
    ["confirmed, billing has a newer version", confirmed(), capOf(2), "ACKNOWLEDGED"],
    ["changed since", stale(), capOf(1), "STALE"],
    ["changed since, before billing had it", stale(), undefined, "STALE"],
  ])("%s", (_, which, known, state) => {
    expect(confirmationState(which, known)).toBe(state);
  });

  it("confirmed again, it is SENT until billing has the new version", () => {
    const decision = decide(stale(), 3);
    if (decision.outcome !== "CONFIRM") throw new Error(decision.outcome);
    const again = decision.authorization;
    expect(confirmationState(again, capOf(1))).toBe("SENT");
    expect(confirmationState(again, capOf(3))).toBe("ACKNOWLEDGED");
  });
});

describe("when confirmed and unchanged since", () => {
  it.each([
    [authorization(), false],
    [confirmed(), true],
    [stale(), false],
  ])("%#: %s", (which, mark) => {
    expect(isConfirmed(which)).toBe(mark);
  });
});
