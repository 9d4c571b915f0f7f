import { beforeAll, describe, expect, inject, it } from "vitest";
import { newId, type User } from "./agency.ts";
import { expectProblem, made, newSetup, Scene, staff } from "./scene.ts";

let by: User;
beforeAll(async () => {
  by = await staff();
});

type Item = Record<string, unknown>;
const listed = async (path: string): Promise<Item[]> => (await made(by.get(path))).items;

const kinds = [
  {
    path: "/v1/payers",
    key: "payerId",
    first: () => ({ name: "First", priorAuthsRequired: true }),
    second: () => ({ name: "Second", priorAuthsRequired: false }),
  },
  {
    path: "/v1/activity-codes",
    key: "activityCode",
    first: () => ({ procedureCode: "H0004", label: "First", unitMinutes: 15 }),
    second: () => ({ procedureCode: "H0031", label: "Second" }),
  },
  {
    path: "/v1/authorization-groups",
    key: "groupId",
    first: () => ({ choiceText: newId("First"), activityCodes: ["PSY45", "PSY60"] }),
    second: () => ({ choiceText: newId("Second"), activityCodes: ["GRP"] }),
  },
];

describe.each(kinds)("$path", ({ path, key, first, second }) => {
  it("is created with 201, changed with 200, deleted with 204, and listed as it is", async () => {
    const id = newId("entry");
    const found = async () => (await listed(path)).filter((item) => item[key] === id);
    const [before, after] = [first(), second()];
    const created = await by.put(`${path}/${id}`, before);
    expect([created.status, created.headers.get("etag")]).toEqual([201, '"1"']);
    expect(created.body).toEqual({ [key]: id, ...before, version: 1 });
    expect(await found()).toEqual([created.body]);
    const changed = await by.put(`${path}/${id}`, after);
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(changed.body).toEqual({ [key]: id, ...after, version: 2 });
    expect(await found()).toEqual([changed.body]);
    expect(await by.delete(`${path}/${id}`)).toMatchObject({ status: 204, body: "" });
    expect(await found()).toEqual([]);
  });

  it("is changed under the optimistic lock by whoever sends If-Match: stale 412 with the current ETag, and nothing changes", async () => {
    const id = newId("entry");
    const address = `${path}/${id}`;
    const found = async () => (await listed(path)).filter((item) => item[key] === id);
    const refusedWith = async (ifMatch: number, current: number) => {
      const before = await found();
      const late = await by.put(address, second(), { ifMatch });
      expectProblem(late, 412, "VERSION_CONFLICT");
      expect(late.headers.get("etag")).toBe(`"${current}"`);
      expect(await found()).toEqual(before);
    };
    await refusedWith(1, 0);
    expect((await by.put(address, first(), { ifMatch: 0 })).status).toBe(201);
    await refusedWith(0, 1);
    const changed = await by.put(address, second(), { ifMatch: 1 });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    await refusedWith(1, 2);
    await made(by.delete(address));
    await refusedWith(2, 0);
    expect((await by.put(address, first(), { ifMatch: 0 })).status).toBe(201);
  });

  it("of many who change the same version at once one does, and all others are told", async () => {
    const address = `${path}/${newId("entry")}`;
    await made(by.put(address, first()));
    const body = second();
    const length = Math.min(20, inject("offers").parallelCalls);
    const replies = await Promise.all(Array.from({ length }, () => by.put(address, body, { ifMatch: 1 })));
    const refused = Array.from({ length: length - 1 }, () => 412);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...refused]);
  });

  it("a deleted one is not there to be deleted again, and may be created again", async () => {
    const id = newId("entry");
    await made(by.put(`${path}/${id}`, first()));
    await made(by.delete(`${path}/${id}`));
    expectProblem(await by.delete(`${path}/${id}`), 404, "NOT_FOUND");
    const again = await by.put(`${path}/${id}`, second());
    expect(again.status).toBe(201);
    expect(again.headers.get("etag")).toBe(`"${again.body.version}"`);
    expect((await listed(path)).filter((item) => item[key] === id)).toEqual([again.body]);
  });
});

describe("lists", () => {
  it("payers are in the order of their names, without regard to case and accents", async () => {
    const tag = newId("");
    const names = [`Éclair${tag}`, `eclipse${tag}`, `Alder${tag}`, `Zinnia${tag}`];
    for (const name of names) await made(by.put(`/v1/payers/${newId("payer")}`, { name, priorAuthsRequired: true }));
    const shown = (await listed("/v1/payers")).map(({ name }) => name).filter((name) => String(name).endsWith(tag));
    expect(shown).toEqual([`Alder${tag}`, `Éclair${tag}`, `eclipse${tag}`, `Zinnia${tag}`]);
  });
});

describe("the procedure drop-down", () => {
  it("groups whose text starts with * first, then groups and activity codes together alphabetically", async () => {
    const tag = newId("");
    const codes: Record<string, string> = {};
    for (const label of ["banana", "Date", "élan"]) {
      const code = newId("code");
      codes[label] = code;
      await made(by.put(`/v1/activity-codes/${code}`, { procedureCode: "H0004", label: `${label}${tag}` }));
    }
    for (const text of ["Cherry", "*Zebra", "apple", "*Mango"]) {
      const group = { choiceText: `${text}${tag}`, activityCodes: [codes["banana"], codes["Date"]] };
      await made(by.put(`/v1/authorization-groups/${newId("group")}`, group));
    }
    const all = await listed("/v1/procedures");
    const own = all.filter(({ label }) => String(label).endsWith(tag));
    expect(own.map(({ label }) => String(label).replace(tag, ""))).toEqual([
      "*Mango",
      "*Zebra",
      "apple",
      "banana",
      "Cherry",
      "Date",
      "élan",
    ]);
    expect(own[0]).toMatchObject({ type: "GROUP", activityCodes: [codes["banana"], codes["Date"]] });
    expect(own[3]).toEqual({
      type: "ACTIVITY",
      activityCode: codes["banana"],
      label: `banana${tag}`,
      activityCodes: [codes["banana"]],
    });
    const starred = all.map(({ type, label }) => type === "GROUP" && String(label).startsWith("*"));
    expect(starred.lastIndexOf(true)).toBe(starred.filter(Boolean).length - 1);
  });

  it("deleted entries are not in it and can't be chosen", async () => {
    const setup = await newSetup(by);
    const scene = await Scene.open(by, setup);
    const isShown = async (id: string) => JSON.stringify(await listed("/v1/procedures")).includes(`"${id}"`);
    const choices = { [setup.groupId]: { groupId: setup.groupId }, [setup.codes[2]]: { activityCode: setup.codes[2] } };
    for (const id of Object.keys(choices)) expect(await isShown(id)).toBe(true);
    await made(by.delete(`/v1/authorization-groups/${setup.groupId}`));
    await made(by.delete(`/v1/activity-codes/${setup.codes[2]}`));
    for (const [id, procedure] of Object.entries(choices)) {
      expect(await isShown(id)).toBe(false);
      const reply = await by.post(`${scene.client}/authorizations`, scene.input({ procedure }));
      expectProblem(reply, 422, "UNKNOWN_PROCEDURE");
    }
    const group = { choiceText: newId("Group"), activityCodes: [setup.codes[2]] };
    const reply = await by.put(`/v1/authorization-groups/${newId("group")}`, group);
    expectProblem(reply, 422, "UNKNOWN_ACTIVITY_CODE");
  });

  it("the choice text of a deleted group is free again, and a group keeps its own", async () => {
    const [choiceText, groupId] = [newId("Text"), newId("group")];
    const body = { choiceText, activityCodes: ["GRP"] };
    await made(by.put(`/v1/authorization-groups/${groupId}`, body));
    expect(
      await made(by.put(`/v1/authorization-groups/${groupId}`, { ...body, activityCodes: ["FAM"] })),
    ).toMatchObject({
      choiceText,
      activityCodes: ["FAM"],
    });
    await made(by.delete(`/v1/authorization-groups/${groupId}`));
    expect((await by.put(`/v1/authorization-groups/${newId("group")}`, body)).status).toBe(201);
  });

  it("what a group is changed to shows in the authorizations that name it", async () => {
    const setup = await newSetup(by);
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ procedure: { groupId: setup.groupId } });
    const group = { choiceText: newId("Renamed"), activityCodes: [...setup.codes] };
    await made(by.put(`/v1/authorization-groups/${setup.groupId}`, group));
    expect((await scene.read(authorizationId)).procedure).toEqual({
      type: "GROUP",
      groupId: setup.groupId,
      label: group.choiceText,
      activityCodes: group.activityCodes,
    });
    expect(await scene.post({ activityCode: setup.codes[2] })).toMatchObject({ applied: { authorizationId } });
  });

  it("entries that nothing names any more can be deleted, and not before", async () => {
    const setup = await newSetup(by);
    const code = setup.codes[0];
    expectProblem(await by.delete(`/v1/activity-codes/${code}`), 409, "IN_USE");
    await made(by.delete(`/v1/authorization-groups/${setup.groupId}`));
    const scene = await Scene.open(by, setup);
    expectProblem(await by.delete(`/v1/payers/${setup.payerId}`), 409, "IN_USE");
    const { authorizationId } = await scene.add();
    expectProblem(await by.delete(`/v1/activity-codes/${code}`), 409, "IN_USE");
    const procedure = { activityCode: setup.codes[1] };
    await made(by.patch(scene.path(authorizationId), { procedure }, { ifMatch: 1 }));
    expect((await by.delete(`/v1/activity-codes/${code}`)).status).toBe(204);
    const idle = await Scene.open(by, await newSetup(by));
    await made(by.delete(`${idle.client}/insurances/${idle.insuranceId}`, { ifMatch: 1 }));
    expect((await by.delete(`/v1/payers/${idle.setup.payerId}`)).status).toBe(204);
  });
});
