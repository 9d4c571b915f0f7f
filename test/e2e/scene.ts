import { expect } from "vitest";
import { newId, type Reply, type User, user } from "./agency.ts";

export const today = "2026-03-16";

/** Everything but `auths:copy`, whose action nothing here asks for. */
export const staffPermissions = [
  "clients:read",
  "clients:write",
  "insurances:write",
  "auths:write",
  "auths:confirm",
  "services:write",
  "setup:write",
] as const;

export const staff = (userId = "u-staff"): Promise<User> => user(userId, ...staffPermissions);

/** The body of a reply that has to be a success. */
// biome-ignore lint/suspicious/noExplicitAny: see Reply
export async function made(reply: Promise<Reply>): Promise<any> {
  const { status, body } = await reply;
  if (status < 200 || status > 299) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** A setup of one's own: a payer that requires prior auths, three activity codes, and a group of the first two. */
export interface Setup {
  readonly payerId: string;
  readonly codes: readonly [string, string, string];
  readonly groupId: string;
}

export async function newSetup(by: User): Promise<Setup> {
  const payerId = newId("payer");
  const groupId = newId("group");
  const codes = [newId("code"), newId("code"), newId("code")] as const;
  await made(by.put(`/v1/payers/${payerId}`, { name: `Payer ${payerId}`, priorAuthsRequired: true }));
  for (const code of codes)
    await made(by.put(`/v1/activity-codes/${code}`, { procedureCode: "H0004", label: `Service ${code}` }));
  const group = { choiceText: `Group ${groupId}`, activityCodes: codes.slice(0, 2) };
  await made(by.put(`/v1/authorization-groups/${groupId}`, group));
  return { payerId, codes, groupId };
}

export const clientBody = { firstName: "Ada", lastName: "Scene", dateOfBirth: "1990-01-01", status: "ACTIVE" };

/** A client with one insurance that requires prior auths, and what is done with them. */
export class Scene {
  readonly by: User;
  readonly setup: Setup;
  readonly clientId: string;
  readonly insuranceId: string;

  private constructor(by: User, setup: Setup, clientId: string, insuranceId: string) {
    this.by = by;
    this.setup = setup;
    this.clientId = clientId;
    this.insuranceId = insuranceId;
  }

  static async open(by: User, setup: Setup): Promise<Scene> {
    const clientId = newId("client");
    await made(by.put(`/v1/clients/${clientId}`, clientBody));
    const { insuranceId } = await addInsurance(by, clientId, setup.payerId);
    return new Scene(by, setup, clientId, insuranceId);
  }

  get client(): string {
    return `/v1/clients/${this.clientId}`;
  }

  path(authorizationId: string): string {
    return `${this.client}/authorizations/${authorizationId}`;
  }

  /** An authorization of 20 units in 5 visits for the first code, with a number of its own. */
  input(changes: Record<string, unknown> = {}): Record<string, unknown> {
    const whole: Record<string, unknown> = {
      insuranceId: this.insuranceId,
      authorizationNumber: newId("PA"),
      procedure: { activityCode: this.setup.codes[0] },
      authUnits: 20,
      authVisits: 5,
      effectiveDate: "2026-03-01",
      expirationDate: "2026-06-30",
      ...changes,
    };
    return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  add(changes: Record<string, unknown> = {}): Promise<any> {
    return made(this.by.post(`${this.client}/authorizations`, this.input(changes)));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  read(authorizationId: string): Promise<any> {
    return made(this.by.get(this.path(authorizationId)));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  confirm(authorizationId: string, version: number): Promise<any> {
    return made(this.by.post(`${this.path(authorizationId)}/confirm`, undefined, { ifMatch: version }));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  discontinue(authorizationId: string, version: number, body?: object): Promise<any> {
    return made(this.by.post(`${this.path(authorizationId)}/discontinue`, body, { ifMatch: version }));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  tracker(query = ""): Promise<any> {
    return made(this.by.get(`${this.client}/authorization-tracker${query}`));
  }

  /** One unit of the first code on 2026-03-10, unless changed. */
  service(changes: Record<string, unknown> = {}): Record<string, unknown> {
    return { activityCode: this.setup.codes[0], serviceDate: "2026-03-10", units: 1, ...changes };
  }

  putService(changes: Record<string, unknown> = {}, serviceId = newId("service")): Promise<Reply> {
    return this.by.put(`${this.client}/services/${serviceId}`, this.service(changes));
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  post(changes: Record<string, unknown> = {}, serviceId = newId("service")): Promise<any> {
    return made(this.putService(changes, serviceId));
  }

  voidService(serviceId: string): Promise<Reply> {
    return this.by.delete(`${this.client}/services/${serviceId}`);
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Reply
  async caps(insuranceId = this.insuranceId): Promise<any[]> {
    return (await made(this.by.get(`${this.client}/insurances/${insuranceId}/caps`))).items;
  }

  /** All that can be read of the client, to compare before and after. */
  async everything(): Promise<unknown> {
    const reads = ["", "/insurances", "/authorization-tracker", "/authorization-history"];
    return Promise.all(reads.map((read) => made(this.by.get(`${this.client}${read}`))));
  }

  /** Used and remaining of an authorization, units before visits. */
  async balance(authorizationId: string) {
    const { units, visits } = await this.read(authorizationId);
    return [units.used, units.remaining, visits.used, visits.remaining];
  }
}

export function addInsurance(by: User, clientId: string, payerId: string, changes: Record<string, unknown> = {}) {
  const body = { priority: 1, payerId, subscriberNumber: "S-1", ...changes };
  return made(by.post(`/v1/clients/${clientId}/insurances`, body));
}

/** Every movement of an authorization's ledger, page after page, and its balance. */
export async function wholeLedger(by: User, path: string) {
  const movements: Record<string, unknown>[] = [];
  for (let cursor = ""; ; ) {
    const page = await made(by.get(`${path}/ledger?limit=100${cursor && `&cursor=${cursor}`}`));
    movements.push(...page.items);
    if (page.nextCursor === null) return { movements, balance: page.balance };
    cursor = page.nextCursor;
  }
}

/** A reply that refuses, in the form of RFC 9457. */
export function expectProblem(reply: Reply, status: number, code: string): void {
  expect({ status: reply.status, code: reply.body.code, type: reply.headers.get("content-type") }).toEqual({
    status,
    code,
    type: "application/problem+json",
  });
  expect(reply.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
}

/** Where the faults of a refused request stand, in alphabetical order. */
export function pointers(reply: Reply): string[] {
  return (reply.body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer).sort();
}

/** Asks for something that is refused, and sees to it that nothing of the client changed. */
export async function refused(scene: Scene, status: number, code: string, ask: () => Promise<Reply>): Promise<Reply> {
  const before = await scene.everything();
  const reply = await ask();
  expectProblem(reply, status, code);
  expect(await scene.everything()).toEqual(before);
  return reply;
}
