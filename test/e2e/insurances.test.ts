import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User, user } from "./agency.ts";
import { addInsurance, clientBody, expectProblem, made, newSetup, pointers, type Setup, staff } from "./scene.ts";

const address = { line1: "1 Main St", line2: "Apt 2", city: "Peoria", state: "IL", postalCode: "61602" };
const subscriber = {
  relationship: "CHILD",
  firstName: "Inés",
  middleName: "M",
  lastName: "Quintero",
  dateOfBirth: "1980-02-29",
  address,
};

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

async function newClient(changes: object = {}): Promise<string> {
  const clientId = newId("client");
  await made(by.put(`/v1/clients/${clientId}`, { ...clientBody, ...changes }));
  return clientId;
}
const pathOf = (clientId: string, insuranceId: string) => `/v1/clients/${clientId}/insurances/${insuranceId}`;
const patch = (clientId: string, insuranceId: string, body: object, ifMatch: number) =>
  by.patch(pathOf(clientId, insuranceId), body, { ifMatch });
const prioritiesOf = async (clientId: string) =>
  (await made(by.get(`/v1/clients/${clientId}/insurances`))).items.map((each: { priority: number }) => each.priority);

describe("the prior auths required mark", () => {
  it.each([true, false])("the payer's default %s fills it when it is not given: PAYER_DEFAULT", async (required) => {
    const payerId = newId("payer");
    await made(by.put(`/v1/payers/${payerId}`, { name: "Default", priorAuthsRequired: required }));
    const clientId = await newClient();
    const added = await addInsurance(by, clientId, payerId);
    const mark = { priorAuthsRequired: required, source: "PAYER_DEFAULT" };
    expect(added).toMatchObject(mark);
    expect(await made(by.get(pathOf(clientId, added.insuranceId)))).toMatchObject(mark);
  });

  it.each([
    [true, false],
    [false, true],
    [true, true],
  ])("with the payer's default %s, a given %s wins: EXPLICIT", async (required, given) => {
    const payerId = newId("payer");
    await made(by.put(`/v1/payers/${payerId}`, { name: "Default", priorAuthsRequired: required }));
    const clientId = await newClient();
    const added = await addInsurance(by, clientId, payerId, { priorAuthsRequired: given });
    expect(added).toMatchObject({ priorAuthsRequired: given, source: "EXPLICIT" });
  });

  it.each(["yes", 1, null])("%j, which is no boolean, is 400", async (given) => {
    const clientId = await newClient();
    const body = { priority: 1, payerId: setup.payerId, subscriberNumber: "S", priorAuthsRequired: given };
    const reply = await by.post(`/v1/clients/${clientId}/insurances`, body);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/priorAuthsRequired"]);
    expect(await prioritiesOf(clientId)).toEqual([]);
  });

  it("a later change of the payer's default rewrites nothing that exists", async () => {
    const payerId = newId("payer");
    await made(by.put(`/v1/payers/${payerId}`, { name: "Before", priorAuthsRequired: true }));
    const clientId = await newClient();
    const { insuranceId } = await addInsurance(by, clientId, payerId);
    await made(by.put(`/v1/payers/${payerId}`, { name: "After", priorAuthsRequired: false }));
    expect(await made(by.get(pathOf(clientId, insuranceId)))).toMatchObject({
      priorAuthsRequired: true,
      source: "PAYER_DEFAULT",
      payerName: "After",
      version: 1,
    });
    expect(await addInsurance(by, clientId, payerId, { priority: 2 })).toMatchObject({ priorAuthsRequired: false });
  });

  it("the tracker appears only when required, by an active insurance", async () => {
    const clientId = await newClient();
    const visible = async () => (await made(by.get(`/v1/clients/${clientId}/authorization-tracker`))).visible;
    expect(await visible()).toBe(false);
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId, { priorAuthsRequired: false });
    expect(await visible()).toBe(false);
    await made(patch(clientId, insuranceId, { priorAuthsRequired: true }, 1));
    expect(await visible()).toBe(true);
    const procedure = { activityCode: setup.codes[0] };
    const dates = { effectiveDate: "2026-03-01", expirationDate: "2026-06-30" };
    const input = { insuranceId, authorizationNumber: "PA-1", procedure, ...dates };
    await made(by.post(`/v1/clients/${clientId}/authorizations`, input));
    await made(patch(clientId, insuranceId, { status: "INACTIVE" }, 2));
    const hidden = await made(by.get(`/v1/clients/${clientId}/authorization-tracker?context=ITP`));
    expect(hidden).toMatchObject({ visible: false, context: "ITP", authorizations: [] });
    await made(patch(clientId, insuranceId, { status: "ACTIVE" }, 3));
    const shown = await made(by.get(`/v1/clients/${clientId}/authorization-tracker`));
    expect(shown).toMatchObject({ visible: true, authorizations: [{ authorizationNumber: "PA-1" }] });
  });
});

describe("adding a client insurance", () => {
  it("every missing field is named at once", async () => {
    const reply = await by.post(`/v1/clients/${await newClient()}/insurances`, {});
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/payerId", "/priority", "/subscriberNumber"]);
  });

  it.each([0, -1, 1.5, "1", 100])("the priority %j is 400", async (priority) => {
    const clientId = await newClient();
    const body = { priority, payerId: setup.payerId, subscriberNumber: "S" };
    const reply = await by.post(`/v1/clients/${clientId}/insurances`, body);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/priority"]);
  });

  it("answers 201 with id, ETag and Location, and is listed by priority", async () => {
    const clientId = await newClient();
    await addInsurance(by, clientId, setup.payerId, { priority: 3 });
    const input = { priority: 1, payerId: setup.payerId, subscriberNumber: "S-1" };
    const added = await by.post(`/v1/clients/${clientId}/insurances`, input);
    const path = pathOf(clientId, added.body.insuranceId);
    expect([added.status, added.headers.get("etag"), added.headers.get("location")]).toEqual([201, '"1"', path]);
    expect(added.body).toMatchObject({ ...input, clientId, status: "ACTIVE", version: 1 });
    await addInsurance(by, clientId, setup.payerId, { priority: 2 });
    expect(await prioritiesOf(clientId)).toEqual([1, 2, 3]);
    expect(await made(by.get(path))).toEqual({ ...added.body, caps: [] });
  });

  it("all remaining subscriber information round-trips", async () => {
    const clientId = await newClient();
    const window = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
    const entered = { groupNumber: "G-77", ...window, subscriber };
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId, entered);
    const { groupNumber, ...details } = await made(by.get(pathOf(clientId, insuranceId)));
    expect({ groupNumber, ...details }).toMatchObject(entered);
    expect(details.subscriber).toEqual(subscriber);
  });

  it("a subscriber without relationship or names is 400", async () => {
    const body = { priority: 1, payerId: setup.payerId, subscriberNumber: "S", subscriber: { middleName: "M" } };
    const reply = await by.post(`/v1/clients/${await newClient()}/insurances`, body);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/subscriber/firstName", "/subscriber/lastName", "/subscriber/relationship"]);
  });

  it("populate from client copies the client's", async () => {
    const client = { firstName: "Inés", middleName: "M", lastName: "Quintero", dateOfBirth: "2012-05-14", address };
    const clientId = await newClient(client);
    const added = await addInsurance(by, clientId, setup.payerId, { populateSubscriberFromClient: true });
    expect(added.subscriber).toEqual({ relationship: "SELF", ...client });
    expect(added).not.toHaveProperty("populateSubscriberFromClient");
  });

  it("populate from client leaves out what the client has not, and what is given wins", async () => {
    const clientId = await newClient();
    const populated = { populateSubscriberFromClient: true };
    const { firstName, lastName, dateOfBirth } = clientBody;
    const own = await addInsurance(by, clientId, setup.payerId, populated);
    expect(own.subscriber).toEqual({ relationship: "SELF", firstName, lastName, dateOfBirth });
    const given = { relationship: "CHILD", firstName: "Bo", lastName: "Given" };
    const mixed = await addInsurance(by, clientId, setup.payerId, { priority: 2, ...populated, subscriber: given });
    expect(mixed.subscriber).toEqual({ ...given, dateOfBirth });
  });
});

describe("changing a client insurance", () => {
  it("changes what is given, leaves the rest, counts the version", async () => {
    const clientId = await newClient();
    const added = await addInsurance(by, clientId, setup.payerId, { groupNumber: "G", subscriber });
    const { insuranceId } = added;
    const reply = await patch(clientId, insuranceId, { subscriberNumber: "S-9" }, 1);
    expect([reply.status, reply.headers.get("etag")]).toEqual([200, '"2"']);
    expect(reply.body).toEqual({ ...added, subscriberNumber: "S-9", version: 2 });
    expect(await made(by.get(pathOf(clientId, insuranceId)))).toEqual({ ...reply.body, caps: [] });
  });

  it("null clears the optional fields", async () => {
    const clientId = await newClient();
    const optional = { groupNumber: "G", effectiveDate: "2026-01-01", expirationDate: "2026-12-31", subscriber };
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId, optional);
    for (const [index, field] of Object.keys(optional).entries())
      expect(await made(patch(clientId, insuranceId, { [field]: null }, index + 1))).not.toHaveProperty(field);
    const details = await made(by.get(pathOf(clientId, insuranceId)));
    for (const field of Object.keys(optional)) expect(details).not.toHaveProperty(field);
  });

  it.each(["priority", "payerId", "subscriberNumber", "priorAuthsRequired", "status"])(
    "null does not clear %s: 400",
    async (field) => {
      const clientId = await newClient();
      const { insuranceId } = await addInsurance(by, clientId, setup.payerId);
      const reply = await patch(clientId, insuranceId, { [field]: null }, 1);
      expectProblem(reply, 400, "VALIDATION_FAILED");
      expect(pointers(reply)).toEqual([`/${field}`]);
    },
  );

  it("populate from client works on a change, too", async () => {
    const clientId = await newClient({ firstName: "Later" });
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId, { subscriber });
    const changed = await made(patch(clientId, insuranceId, { populateSubscriberFromClient: true }, 1));
    const { lastName, dateOfBirth } = clientBody;
    expect(changed.subscriber).toEqual({ relationship: "SELF", firstName: "Later", lastName, dateOfBirth });
  });

  it("a mark given on a change is the client's own: EXPLICIT", async () => {
    const clientId = await newClient();
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId);
    const changed = await made(patch(clientId, insuranceId, { priorAuthsRequired: true }, 1));
    expect(changed).toMatchObject({ priorAuthsRequired: true, source: "EXPLICIT" });
  });

  it("an inactive one frees its priority and comes back only when it is free", async () => {
    const clientId = await newClient();
    const first = await addInsurance(by, clientId, setup.payerId);
    await made(patch(clientId, first.insuranceId, { status: "INACTIVE" }, 1));
    const second = await addInsurance(by, clientId, setup.payerId);
    expectProblem(await patch(clientId, first.insuranceId, { status: "ACTIVE" }, 2), 409, "PRIORITY_IN_USE");
    await made(patch(clientId, second.insuranceId, { priority: 2 }, 1));
    const back = await made(patch(clientId, first.insuranceId, { status: "ACTIVE" }, 2));
    expect(back).toMatchObject({ status: "ACTIVE", priority: 1, version: 3 });
    expectProblem(await patch(clientId, second.insuranceId, { priority: 1 }, 2), 409, "PRIORITY_IN_USE");
  });

  it("primary and secondary change places in one request; both get a new version and an entry in the audit", async () => {
    const clientId = await newClient();
    const [one, two] = [1, 2].map((priority) => addInsurance(by, clientId, setup.payerId, { priority }));
    const [primary, secondary] = [(await one).insuranceId, (await two).insuranceId];
    expectProblem(await patch(clientId, secondary, { priority: 1 }, 1), 409, "PRIORITY_IN_USE");
    const swapped = await made(patch(clientId, secondary, { priority: 1, swapPriority: true }, 1));
    expect(swapped).toMatchObject({ insuranceId: secondary, priority: 1, version: 2 });
    const { items } = await made(by.get(`/v1/clients/${clientId}/insurances`));
    expect(items).toMatchObject([
      { insuranceId: secondary, priority: 1, version: 2 },
      { insuranceId: primary, priority: 2, version: 2 },
    ]);
    const auditor = await user("u-auditor", "clients:read", "audit:read");
    const { items: entries, faults } = await made(auditor.get(`/v1/clients/${clientId}/audit?limit=2`));
    expect(faults).toEqual([]);
    expect(entries.map((entry: { subjectId: string }) => entry.subjectId).sort()).toEqual([primary, secondary].sort());
    expectProblem(await patch(clientId, primary, { priority: 1, swapPriority: true }, 1), 412, "VERSION_CONFLICT");
  });

  it("of two swaps at once that cross, no two end with the same priority", async () => {
    const clientId = await newClient();
    const ids: string[] = [];
    for (const priority of [1, 2, 3])
      ids.push((await addInsurance(by, clientId, setup.payerId, { priority })).insuranceId);
    const swap = (at: number, priority: number) => patch(clientId, ids[at] ?? "", { priority, swapPriority: true }, 1);
    await Promise.all([swap(1, 1), swap(2, 2), swap(0, 3)]);
    expect(await prioritiesOf(clientId)).toEqual([1, 2, 3]);
  });

  it("a deleted one is gone and frees its priority", async () => {
    const clientId = await newClient();
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId);
    expect(await by.delete(pathOf(clientId, insuranceId), { ifMatch: 1 })).toMatchObject({ status: 204, body: "" });
    expectProblem(await by.get(pathOf(clientId, insuranceId)), 404, "NOT_FOUND");
    expect(await addInsurance(by, clientId, setup.payerId)).toMatchObject({ priority: 1 });
    expect(await prioritiesOf(clientId)).toEqual([1]);
  });
});
