import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User, user } from "./agency.ts";
import { made, newSetup, Scene, type Setup, staff, today } from "./scene.ts";

let by: User;
let setup: Setup;
let scene: Scene;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

describe("the tracker", () => {
  let own: Scene;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    own = await Scene.open(by, setup);
    const windows = {
      past: ["2026-01-01", "2026-03-15"],
      today: ["2026-01-01", today],
      later: ["2026-01-01", "2026-12-31"],
      future: ["2026-03-17", "2027-01-01"],
    };
    for (const [name, [effectiveDate, expirationDate]] of Object.entries(windows))
      ids[name] = (await own.add({ effectiveDate, expirationDate })).authorizationId;
  });
  const rows = async (query = "") => (await own.tracker(query)).authorizations;
  const stateOf = (shown: { authorizationId: string; daysLeft: number; status: string }[]) =>
    shown.map(({ authorizationId, daysLeft, status }) => [authorizationId, daysLeft, status]);

  it("what expires first comes first; the expiration date is still included", async () => {
    expect(stateOf(await rows())).toEqual([
      [ids["past"], -1, "EXPIRED"],
      [ids["today"], 0, "EXPIRATION_REMINDER"],
      [ids["later"], 290, "OK"],
      [ids["future"], 291, "FUTURE"],
    ]);
  });

  it("context NOTE, FACE_SHEET, ITP give the same rows", async () => {
    const trackers = await Promise.all(
      ["NOTE", "FACE_SHEET", "ITP"].map((context) => own.tracker(`?context=${context}`)),
    );
    for (const { context: _, ...tracker } of trackers) {
      const { context: __, ...first } = trackers[0];
      expect(tracker).toEqual(first);
    }
    expect(trackers.map(({ context }) => context)).toEqual(["NOTE", "FACE_SHEET", "ITP"]);
    expect(trackers[0].insurances).toMatchObject([{ insuranceId: own.insuranceId }]);
  });

  it("hideExpired=true leaves out what is expired, false does not", async () => {
    expect((await rows("?hideExpired=true")).map((row: { authorizationId: string }) => row.authorizationId)).toEqual([
      ids["today"],
      ids["later"],
      ids["future"],
    ]);
    expect(await rows("?hideExpired=false")).toEqual(await rows());
  });

  it("asOf moves the day that statuses and days left are computed for", async () => {
    expect(stateOf(await rows("?asOf=2026-12-31"))).toEqual([
      [ids["past"], -291, "EXPIRED"],
      [ids["today"], -290, "EXPIRED"],
      [ids["later"], 0, "EXPIRATION_REMINDER"],
      [ids["future"], 1, "EXPIRATION_REMINDER"],
    ]);
    expect(await rows("?asOf=2027-01-02&hideExpired=true")).toEqual([]);
    expect((await own.tracker("?asOf=2025-12-31")).asOf).toBe("2025-12-31");
    const flags = (await rows("?asOf=2025-12-31")).map(({ status }: { status: string }) => status);
    expect(flags).toEqual(["FUTURE", "FUTURE", "FUTURE", "FUTURE"]);
  });

  it("one status per row, the rest in flags, in their order", async () => {
    const busy = await Scene.open(by, setup);
    const dates = { effectiveDate: "2026-03-20", expirationDate: "2026-03-31" };
    const { authorizationId } = await busy.add({ ...dates, authUnits: 3, authVisits: undefined });
    const shown = async (asOf: string) => {
      const [row] = (await busy.tracker(`?asOf=${asOf}`)).authorizations;
      return [row.status, ...row.flags];
    };
    expect(await shown(today)).toEqual(["EXPIRATION_REMINDER", "FUTURE"]);
    const wanted = ["TWO_LEFT", "ONE_LEFT", "ZERO_LEFT", "OVERUSE"];
    for (const left of wanted) {
      await busy.post({ authorizationId, serviceDate: "2026-03-20" });
      expect(await shown(today)).toEqual([left, "EXPIRATION_REMINDER", "FUTURE"]);
    }
    expect(await shown("2026-04-01")).toEqual(["OVERUSE", "EXPIRED"]);
    expect(await busy.read(authorizationId)).toMatchObject({ percentUsed: 133, units: { remaining: -1 } });
  });
});

describe("allowedActions", () => {
  const states = ["new", "pending", "confirmed", "stale", "discontinued"] as const;
  const wanted: [permissions: string[], actions: Record<(typeof states)[number], string[]>][] = [
    [[], { new: [], pending: [], confirmed: [], stale: [], discontinued: [] }],
    [
      ["auths:write"],
      {
        new: ["edit", "discontinue"],
        pending: ["edit", "discontinue"],
        confirmed: ["edit", "discontinue"],
        stale: ["edit", "discontinue"],
        discontinued: [],
      },
    ],
    [["auths:confirm"], { new: ["confirm"], pending: [], confirmed: [], stale: ["confirm"], discontinued: [] }],
    [
      ["auths:write", "auths:confirm"],
      {
        new: ["edit", "confirm", "discontinue"],
        pending: ["edit", "discontinue"],
        confirmed: ["edit", "discontinue"],
        stale: ["edit", "confirm", "discontinue"],
        discontinued: [],
      },
    ],
  ];
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    for (const state of states) ids[state] = (await scene.add({ authorizationNumber: newId("PA") })).authorizationId;
    await made(by.patch(scene.path(ids["pending"] ?? ""), { authorizationNumber: "Pending" }, { ifMatch: 1 }));
    await scene.confirm(ids["confirmed"] ?? "", 1);
    await scene.confirm(ids["stale"] ?? "", 1);
    await made(by.patch(scene.path(ids["stale"] ?? ""), { authUnits: 19 }, { ifMatch: 2 }));
    await scene.discontinue(ids["discontinued"] ?? "", 1);
  });

  it.each(wanted)("for a user with %j", async (permissions, actions) => {
    const someone = await user("u-someone", "clients:read", ...permissions);
    for (const state of states) {
      const row = await made(someone.get(scene.path(ids[state] ?? "")));
      expect([state, row.allowedActions]).toEqual([state, actions[state]]);
    }
  });
});
