import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User, user } from "./agency.ts";
import { expectProblem, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

/** A client with one authorization of 20 units and 5 visits, unless changed. */
async function open(changes: Record<string, unknown> = {}) {
  const scene = await Scene.open(by, setup);
  const { authorizationId } = await scene.add(changes);
  return { scene, authorizationId, balance: () => scene.balance(authorizationId) };
}
const quantities = async (scene: Scene, authorizationId: string) => {
  const { units, visits } = await scene.read(authorizationId);
  const of = ({ used, scheduled, remaining, available }: Record<string, number>) => [
    used,
    scheduled,
    remaining,
    available,
  ];
  return { units: of(units), visits: of(visits) };
};

describe("visits are distinct days of service", () => {
  it("six services on three days against five visits: 3 used, 2 left; voids give a visit back with the day's last", async () => {
    const { scene, balance } = await open({ authUnits: undefined });
    const ids = Array.from({ length: 6 }, () => newId("service"));
    const days = ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-05", "2026-03-05", "2026-03-05"];
    for (const [index, serviceDate] of days.entries()) await scene.post({ serviceDate }, ids[index]);
    expect(await balance()).toEqual([6, null, 3, 2]);
    await scene.voidService(ids[0] ?? "");
    expect(await balance()).toEqual([5, null, 3, 2]);
    await scene.voidService(ids[1] ?? "");
    expect(await balance()).toEqual([4, null, 2, 3]);
  });

  it("a group is one shared balance: a unit of any code in it lowers the same remaining", async () => {
    const { scene, authorizationId, balance } = await open({ procedure: { groupId: setup.groupId } });
    for (const activityCode of setup.codes.slice(0, 2))
      expect(await scene.post({ activityCode, units: 3 })).toMatchObject({ applied: { authorizationId } });
    expect(await balance()).toEqual([6, 14, 1, 4]);
  });

  it("days count per authorization", async () => {
    const { scene, balance } = await open();
    const other = await scene.add({ procedure: { activityCode: setup.codes[1] } });
    await scene.post();
    await scene.post({ activityCode: setup.codes[1] });
    expect([await balance(), await scene.balance(other.authorizationId)]).toEqual([
      [1, 19, 1, 4],
      [1, 19, 1, 4],
    ]);
  });
});

describe("posting", () => {
  it("answers 201 with the service and what it uses, and lowers remaining exactly once", async () => {
    const { scene, authorizationId, balance } = await open();
    const serviceId = newId("service");
    const first = await scene.putService({ units: 4 }, serviceId);
    expect([first.status, first.headers.get("etag")]).toEqual([201, '"1"']);
    const { service, applied, warnings } = first.body;
    const posted = { ...scene.service({ units: 4 }), serviceId, clientId: scene.clientId, status: "RENDERED" };
    expect(service).toMatchObject({ ...posted, void: false, changedBy: "u-staff", version: 1 });
    expect([applied.authorizationId, warnings]).toEqual([authorizationId, []]);
    const again = await scene.putService({ units: 4, status: "RENDERED" }, serviceId);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await balance()).toEqual([4, 16, 1, 4]);
  });

  it("the same again is a no-op, also of a service that no authorization covers", async () => {
    const { scene } = await open();
    const serviceId = newId("service");
    const first = await scene.putService({ activityCode: setup.codes[2] }, serviceId);
    const again = await scene.putService({ activityCode: setup.codes[2] }, serviceId);
    expect([again.status, again.headers.get("etag"), again.body]).toEqual([200, '"1"', first.body]);
    const auditor = await user("u-auditor", "clients:read", "audit:read");
    const { items } = await made(auditor.get(`${scene.client}/audit?limit=2`));
    expect(items).toMatchObject([{ subjectId: serviceId, action: "CREATED" }, { subject: "authorization" }]);
    // Until one does.
    await scene.add({ procedure: { activityCode: setup.codes[2] } });
    const covered = await scene.putService({ activityCode: setup.codes[2] }, serviceId);
    expect(covered.body).toMatchObject({ applied: { authorizationId: expect.any(String) }, service: { version: 2 } });
  });

  const replacements: [what: string, changes: object, balance: (number | null)[]][] = [
    ["more units", { units: 7 }, [7, 13, 1, 4]],
    ["fewer units", { units: 1 }, [1, 19, 1, 4]],
    ["another day", { serviceDate: "2026-03-11" }, [4, 16, 1, 4]],
    ["a day that is not covered", { serviceDate: "2026-02-11" }, [0, 20, 0, 5]],
    ["SCHEDULED", { status: "SCHEDULED" }, [0, 20, 0, 5]],
  ];
  it.each(replacements)("the same id with %s replaces it", async (_, changes, wanted) => {
    const { scene, balance } = await open();
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    const replaced = await scene.putService({ units: 4, ...changes }, serviceId);
    expect([replaced.status, replaced.headers.get("etag")]).toEqual([200, '"2"']);
    expect(replaced.body.service).toMatchObject(changes);
    expect(await balance()).toEqual(wanted);
    await scene.post({ units: 4 }, serviceId);
    expect(await balance()).toEqual([4, 16, 1, 4]);
  });

  it("the same id with another code moves from one authorization to the other", async () => {
    const { scene, balance } = await open();
    const other = await scene.add({ procedure: { activityCode: setup.codes[1] } });
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    await scene.post({ units: 3, activityCode: setup.codes[1] }, serviceId);
    expect(await balance()).toEqual([0, 20, 0, 5]);
    expect(await scene.balance(other.authorizationId)).toEqual([3, 17, 1, 4]);
  });

  it("a replaced service does not count against itself", async () => {
    const { scene, authorizationId, balance } = await open({ authUnits: 4, authVisits: 1 });
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    for (const serviceDate of ["2026-03-11", "2026-03-12"]) {
      const replaced = await scene.post({ units: 4, serviceDate }, serviceId);
      expect(replaced).toMatchObject({ applied: { authorizationId }, warnings: [] });
    }
    expect(await balance()).toEqual([4, 0, 1, 0]);
  });

  it("the same service id of two clients is two services", async () => {
    const [one, other] = [await open(), await open()];
    const serviceId = newId("service");
    await one.scene.post({ units: 1 }, serviceId);
    expect((await other.scene.putService({ units: 2 }, serviceId)).status).toBe(201);
    expect([await one.balance(), await other.balance()]).toEqual([
      [1, 19, 1, 4],
      [2, 18, 1, 4],
    ]);
  });
});

describe("void", () => {
  it("gives back its units, twice is 204 and gives back once", async () => {
    const { scene, balance } = await open();
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    await scene.post({ units: 2, serviceDate: "2026-03-11" });
    for (const _ of ["once", "again"]) {
      expect(await scene.voidService(serviceId)).toMatchObject({ status: 204, body: "" });
      expect(await balance()).toEqual([2, 18, 1, 4]);
    }
  });

  it("is undone by posting it anew", async () => {
    const { scene, balance } = await open();
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    await scene.voidService(serviceId);
    const back = await scene.putService({ units: 4 }, serviceId);
    expect(back).toMatchObject({ status: 201, body: { service: { void: false, version: 3 } } });
    expect(await balance()).toEqual([4, 16, 1, 4]);
  });

  it("of an uncovered service changes no balance", async () => {
    const { scene, balance } = await open();
    const serviceId = newId("service");
    await scene.post({ activityCode: setup.codes[2] }, serviceId);
    expect((await scene.voidService(serviceId)).status).toBe(204);
    expect(await balance()).toEqual([0, 20, 0, 5]);
  });
});

describe("used, scheduled, remaining, available", () => {
  it("available = authorized - used - scheduled, for units and visits", async () => {
    const { scene, authorizationId } = await open();
    await scene.post({ units: 4, serviceDate: "2026-03-09" });
    await scene.post({ units: 3, serviceDate: "2026-03-20", status: "SCHEDULED" });
    expect(await quantities(scene, authorizationId)).toEqual({ units: [4, 3, 16, 13], visits: [1, 1, 4, 3] });
  });

  it("a scheduled service on a rendered day takes no other visit", async () => {
    const { scene, authorizationId } = await open();
    await scene.post({ units: 4 });
    await scene.post({ units: 3, status: "SCHEDULED" });
    expect(await quantities(scene, authorizationId)).toEqual({ units: [4, 3, 16, 13], visits: [1, 0, 4, 4] });
  });

  it("a service moves between SCHEDULED and RENDERED and back", async () => {
    const { scene, authorizationId } = await open();
    const serviceId = newId("service");
    const rendered = { units: [4, 0, 16, 16], visits: [1, 0, 4, 4] };
    const scheduled = { units: [0, 4, 20, 16], visits: [0, 1, 5, 4] };
    for (const status of ["SCHEDULED", "RENDERED", "SCHEDULED", "RENDERED"]) {
      await scene.post({ units: 4, status }, serviceId);
      expect(await quantities(scene, authorizationId)).toEqual(status === "RENDERED" ? rendered : scheduled);
    }
  });

  it("voiding the rendered one of a day leaves the scheduled one's visit", async () => {
    const { scene, authorizationId } = await open();
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    await scene.post({ units: 3, status: "SCHEDULED" });
    await scene.voidService(serviceId);
    expect(await quantities(scene, authorizationId)).toEqual({ units: [0, 3, 20, 17], visits: [0, 1, 5, 4] });
  });

  it("what is scheduled changes no status and no cap", async () => {
    const { scene, authorizationId } = await open();
    await scene.post({ units: 20, status: "SCHEDULED" });
    expect(await scene.read(authorizationId)).toMatchObject({ status: "OK", percentUsed: 0, units: { available: 0 } });
  });
});

describe("FLAG: going over a cap is accepted and marked OVERUSE", () => {
  it("by units", async () => {
    const { scene, authorizationId } = await open({ authUnits: 4 });
    expect((await scene.post({ units: 4 })).warnings).toEqual([]);
    expect((await scene.read(authorizationId)).status).toBe("ZERO_LEFT");
    const over = await scene.post({ units: 1 });
    expect(over).toMatchObject({ applied: { authorizationId }, warnings: ["OVERUSE"] });
    const row = await scene.read(authorizationId);
    expect(row).toMatchObject({ status: "OVERUSE", units: { remaining: -1 }, percentUsed: 125 });
  });

  it("by visits, of which a counted day takes no more", async () => {
    const { scene, authorizationId } = await open({ authVisits: 1 });
    await scene.post();
    expect((await scene.post()).warnings).toEqual([]);
    expect((await scene.post({ serviceDate: "2026-03-11" })).warnings).toEqual(["OVERUSE"]);
    const row = await scene.read(authorizationId);
    expect(row).toMatchObject({ status: "OVERUSE", visits: { remaining: -1 }, units: { remaining: 17 } });
  });

  it("a void takes it back to what is left", async () => {
    const { scene, authorizationId } = await open({ authUnits: 4 });
    const serviceId = newId("service");
    await scene.post({ units: 6 }, serviceId);
    expect((await scene.read(authorizationId)).status).toBe("OVERUSE");
    await scene.voidService(serviceId);
    expect(await scene.read(authorizationId)).toMatchObject({ status: "OK", units: { remaining: 4 } });
  });
});

describe("the ledger", () => {
  it("has every movement with its source, user and reason, and sums to used", async () => {
    const { scene, authorizationId } = await open();
    const ledger = (query = "") => made(by.get(`${scene.path(authorizationId)}/ledger${query}`));
    expect(await ledger()).toMatchObject({ items: [], balance: { units: { used: 0, remaining: 20 } } });
    const ids = [newId("service"), newId("service")];
    await scene.post({ units: 4, serviceDate: "2026-03-02" }, ids[0]);
    await scene.post({ units: 2, serviceDate: "2026-03-05" }, ids[1]);
    await scene.post({ units: 5, serviceDate: "2026-03-02" }, ids[0]);
    await scene.post({ units: 5, serviceDate: "2026-03-04" }, ids[0]);
    await scene.voidService(ids[1] ?? "");
    const { items, balance } = await ledger();
    const told = items.map((each: Record<string, unknown>) =>
      [each["reason"], each["serviceDate"], each["unitsUsed"], each["visitsUsed"]].join(" "),
    );
    expect(told.slice(0, 1)).toEqual(["VOIDED 2026-03-05 -2 -1"]);
    expect(told.slice(1, 3).sort()).toEqual(["REPLACED 2026-03-02 -5 -1", "REPLACED 2026-03-04 5 1"]);
    expect(told.slice(3)).toEqual(["REPLACED 2026-03-02 1 0", "POSTED 2026-03-05 2 1", "POSTED 2026-03-02 4 1"]);
    for (const item of items)
      expect(item).toMatchObject({ source: "USER", by: "u-staff", activityCode: setup.codes[0] });
    const { units, visits } = await scene.read(authorizationId);
    expect(balance).toEqual({ units, visits });
    expect([balance.units.used, balance.visits.used]).toEqual([5, 1]);
    const total = (field: string) =>
      items.reduce((sum: number, each: Record<string, number>) => sum + (each[field] ?? 0), 0);
    expect([total("unitsUsed"), total("visitsUsed"), total("unitsScheduled")]).toEqual([5, 1, 0]);
  });

  it("comes in pages, newest first: the movements of each sum to what is between its edges", async () => {
    const { scene, authorizationId } = await open({ authUnits: undefined, authVisits: undefined });
    for (let posted = 0; posted < 23; posted++)
      await scene.post({ units: posted + 1, serviceDate: `2026-03-${String(1 + (posted % 12)).padStart(2, "0")}` });
    const pagesOf = async (asOf: string) => {
      const pages = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const query = `?limit=10${asOf}${cursor && `&cursor=${cursor}`}`;
        const page = await made(by.get(`${scene.path(authorizationId)}/ledger${query}`));
        pages.push(page);
        cursor = page.nextCursor;
      }
      return pages;
    };
    for (const [asOf, movements] of [
      ["", 23],
      ["&asOf=2026-03-06", 12],
    ] as const) {
      const pages = await pagesOf(asOf);
      const all = pages.flatMap(({ items }) => items);
      expect([all.length, new Set(all.map(({ movementId }) => movementId)).size]).toEqual([movements, movements]);
      expect(Math.max(...pages.map(({ items }) => items.length))).toBe(10);
      let edge = pages[0]?.balance;
      for (const { items, balance, balanceBefore } of pages) {
        expect(balance).toEqual(pages[0]?.balance);
        const sum = items.reduce((units: number, each: { unitsUsed: number }) => units + each.unitsUsed, 0);
        expect(edge.units.used - sum).toBe(balanceBefore.units.used);
        edge = balanceBefore;
      }
      expect([edge.units.used, edge.visits.used]).toEqual([0, 0]);
    }
    const foreign = await made(by.get(`${scene.path(authorizationId)}/ledger?limit=10`));
    const other = await by.get(`${scene.path(authorizationId)}/ledger?asOf=2026-03-06&cursor=${foreign.nextCursor}`);
    expectProblem(other, 400, "VALIDATION_FAILED");
  });

  it("asOf gives the balance of a past day", async () => {
    const { scene, authorizationId } = await open();
    for (const serviceDate of ["2026-03-02", "2026-03-02", "2026-03-05", "2026-03-09"])
      await scene.post({ serviceDate });
    const used = async (asOf: string) => {
      const { items, balance } = await made(by.get(`${scene.path(authorizationId)}/ledger?asOf=${asOf}`));
      return [items.length, balance.units.used, balance.visits.used, balance.visits.remaining];
    };
    expect(await used("2026-03-01")).toEqual([0, 0, 0, 5]);
    expect(await used("2026-03-02")).toEqual([2, 2, 1, 4]);
    expect(await used("2026-03-08")).toEqual([3, 3, 2, 3]);
    expect(await used("2026-03-09")).toEqual([4, 4, 3, 2]);
  });

  it("is not shown under another client", async () => {
    const { authorizationId } = await open();
    const other = await Scene.open(by, setup);
    expectProblem(await by.get(`${other.path(authorizationId)}/ledger`), 404, "NOT_FOUND");
  });
});
