import { beforeAll, describe, expect, it } from "vitest";
import * as entered from "../api/entered-fields.ts";
import { firstOf, secondOf } from "../api/entered-fields.ts";
import { newId, type User } from "./agency.ts";
import { addInsurance, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

type Fields = Readonly<Record<string, unknown>>;

let by: User;
let setup: Setup;
let scene: Scene;
beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const without = (fields: object, field: string) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));
const names = (fields: object) => Object.keys(fields);

describe("every field of an authorization comes back, is changed, and is cleared where it is optional", () => {
  /** What of a row says what was entered. */
  const shown = ({ procedure: { activityCode, groupId }, units, visits, ...row }: Shown): Fields => ({
    ...row,
    procedure: groupId === undefined ? { activityCode } : { groupId },
    ...(units.authorized !== null && { authUnits: units.authorized }),
    ...(visits.authorized !== null && { authVisits: visits.authorized }),
  });
  interface Shown extends Fields {
    readonly procedure: { readonly activityCode?: string; readonly groupId?: string };
    readonly units: { readonly authorized: number | null };
    readonly visits: { readonly authorized: number | null };
  }
  /** What the setup and the client of this run are called. */
  const here = (input: Fields, other: string): Fields => ({
    ...input,
    ...("insuranceId" in input && { insuranceId: input["insuranceId"] === "I2001" ? scene.insuranceId : other }),
    ...("procedure" in input && {
      procedure: JSON.stringify(input["procedure"]).includes("group")
        ? { groupId: setup.groupId }
        : { activityCode: setup.codes[0] },
    }),
  });

  it.each(names(entered.authorization))("%s", async (field) => {
    const { insuranceId: other } = await addInsurance(by, scene.clientId, setup.payerId, { priority: nextPriority++ });
    const whole = here(firstOf(entered.authorization), other);
    const path = scene.path((await scene.add({ ...whole, authorizationNumber: newId("PA") })).authorizationId);
    const body = field === "authorizationNumber" ? {} : { [field]: whole[field] };
    expect(shown(await made(by.get(path)))).toMatchObject(body);
    const change = here({ [field]: (secondOf(entered.authorization) as Fields)[field] }, other);
    expect(shown(await made(by.patch(path, change, { ifMatch: 1 })))).toMatchObject(change);
    expect(shown(await made(by.get(path)))).toMatchObject(change);
    const cleared = await by.patch(path, { [field]: null }, { ifMatch: 2 });
    expect(cleared.status).toBe(["authUnits", "authVisits", "notes"].includes(field) ? 200 : 400);
    if (cleared.status === 200) expect(shown(await made(by.get(path)))).not.toHaveProperty(field);
  });
  let nextPriority = 10;
});

describe("every field of a client insurance comes back, is changed, and is cleared where it is optional", () => {
  it.each(names(entered.insurance))("%s", async (field) => {
    const own = await Scene.open(by, setup);
    const other = await newSetup(by);
    const here = (input: Fields): Fields => ({
      ...input,
      ...("payerId" in input && { payerId: input["payerId"] === "PSMED" ? setup.payerId : other.payerId }),
      ...("priority" in input && { priority: 2 + Number(input["priority"]) }),
    });
    const whole = here(firstOf(entered.insurance));
    const { insuranceId } = await made(by.post(`${own.client}/insurances`, whole));
    const path = `${own.client}/insurances/${insuranceId}`;
    expect(await made(by.get(path))).toMatchObject(whole);
    const change = here({ [field]: (secondOf(entered.insurance) as Fields)[field] });
    expect(await made(by.patch(path, change, { ifMatch: 1 }))).toMatchObject(change);
    expect(await made(by.get(path))).toMatchObject(change);
    const cleared = await by.patch(path, { [field]: null }, { ifMatch: 2 });
    const optional = ["groupNumber", "effectiveDate", "expirationDate", "subscriber"];
    expect(cleared.status).toBe(optional.includes(field) ? 200 : 400);
    if (cleared.status === 200) expect(await made(by.get(path))).not.toHaveProperty(field);
  });
});

describe("every field that is sent as a whole comes back, and is gone when it is left out", () => {
  const found = async (path: string, key: string, id: string): Promise<Fields> => {
    const { items }: { items: Fields[] } = await made(by.get(path));
    return items.find((item) => item[key] === id) ?? {};
  };
  const groupHere = () => ({ choiceText: newId("*Group"), activityCodes: setup.codes.slice(0, 2) });
  const kinds: readonly {
    readonly kind: string;
    readonly path: string;
    /** What a list knows an entry by; absent where one can be read. */
    readonly key?: string;
    readonly first: () => object;
    readonly second: () => object;
    readonly optional: readonly string[];
  }[] = [
    {
      kind: "client",
      path: "/v1/clients",
      first: () => firstOf(entered.client),
      second: () => secondOf(entered.client),
      optional: ["middleName", "program", "location", "address"],
    },
    {
      kind: "payer",
      path: "/v1/payers",
      key: "payerId",
      first: () => firstOf(entered.payer),
      second: () => secondOf(entered.payer),
      optional: ["retroWindowDays"],
    },
    {
      kind: "activity code",
      path: "/v1/activity-codes",
      key: "activityCode",
      first: () => firstOf(entered.activityCode),
      second: () => secondOf(entered.activityCode),
      optional: ["unitMinutes"],
    },
    {
      kind: "authorization group",
      path: "/v1/authorization-groups",
      key: "groupId",
      first: groupHere,
      second: groupHere,
      optional: [],
    },
  ];
  it.each(kinds)("$kind", async ({ path, key, first, second, optional }) => {
    const id = newId("field");
    const read = () => (key === undefined ? made(by.get(`${path}/${id}`)) : found(path, key, id));
    const whole = first();
    await made(by.put(`${path}/${id}`, whole));
    expect(await read()).toMatchObject(whole);
    const changed = second();
    await made(by.put(`${path}/${id}`, changed));
    expect(await read()).toMatchObject(changed);
    for (const field of names(changed)) {
      const { status } = await by.put(`${path}/${id}`, without(changed, field));
      expect([field, status]).toEqual([field, optional.includes(field) ? 200 : 400]);
      expect(field in (await read())).toBe(!optional.includes(field));
    }
    if (key !== undefined) await made(by.delete(`${path}/${id}`));
  });
});
