import { newId } from "../e2e/agency.ts";
import { addInsurance, clientBody, made, newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";

/** The clients whose pages are looked at, one for each thing that can be special about a client. */
export interface Cast {
  readonly setup: Setup;
  /** Eleven authorizations: every status, limited and not, confirmed, stale and not, used and scheduled. */
  readonly rich: Scene;
  /** Two authorizations, one of them confirmed. */
  readonly few: Scene;
  /** Requires prior auths, and has no authorization yet. */
  readonly fresh: Scene;
  /** Every text as long as the API allows, in words as long as German ones, and one without any space. */
  readonly long: Scene;
  /** Open authorizations under an insurance that is inactive by now: no tracker. */
  readonly stranded: string;
  /** An insurance that requires none: no tracker. */
  readonly notRequired: string;
  readonly uninsured: string;
}

const words = "Rechtsschutzversicherungsgesellschaften Donaudampfschifffahrtskapitän Genehmigungsverfahrensordnung ";

/** Text of exactly that many characters. */
const longText = (length: number) =>
  words
    .repeat(Math.ceil(length / words.length))
    .slice(0, length - 1)
    .concat("x");

export async function enterCast(): Promise<Cast> {
  const by = await staff();
  const setup = await newSetup(by);
  const rich = await Scene.open(by, setup);
  await enterEveryStatus(rich);
  const few = await Scene.open(by, setup);
  await few.add({ notes: "By phone." });
  await few.confirm((await few.add({ effectiveDate: "2026-02-01", expirationDate: "2026-02-28" })).authorizationId, 1);
  const [notRequired, uninsured] = [newId("client"), newId("client")];
  for (const clientId of [notRequired, uninsured]) await made(by.put(`/v1/clients/${clientId}`, clientBody));
  await addInsurance(by, notRequired, setup.payerId, { priorAuthsRequired: false });
  const stranded = await Scene.open(by, setup);
  await stranded.add();
  const insurance = `${stranded.client}/insurances/${stranded.insuranceId}`;
  await made(by.patch(insurance, { status: "INACTIVE" }, { ifMatch: 1 }));
  const fresh = await Scene.open(by, setup);
  return { setup, rich, few, fresh, long: await enterLongTexts(), stranded: stranded.clientId, notRequired, uninsured };
}

async function enterEveryStatus(scene: Scene): Promise<void> {
  const serve = (authorizationId: string, units: number, changes: object = {}) =>
    scene.post({ authorizationId, units, ...changes });
  const add = async (changes: Record<string, unknown>) => (await scene.add(changes)).authorizationId as string;
  const days = { effectiveDate: "2026-03-01", expirationDate: "2026-12-31" };
  await serve(await add({ authUnits: 4, ...days }), 6);
  await serve(await add({ authUnits: 4, authVisits: undefined, ...days }), 4);
  await serve(await add({ authUnits: 4, authVisits: 9, ...days }), 3);
  await serve(await add({ authUnits: 4, ...days }), 2);
  const open = await add({ authUnits: 400, authVisits: 40, notes: "Approved by phone.\nAsk for Mr Okafor.", ...days });
  await serve(open, 8);
  await serve(open, 8, { serviceDate: "2026-03-12" });
  await serve(open, 20, { status: "SCHEDULED", serviceDate: "2026-04-01" });
  await scene.confirm(open, 1);
  const stale = await add({ authUnits: 60, ...days });
  const { version } = await scene.confirm(stale, 1);
  await made(scene.by.patch(scene.path(stale), { authUnits: 80 }, { ifMatch: version }));
  await add({ authUnits: 30, expirationDate: "2026-04-05" });
  await add({ authUnits: 30, effectiveDate: "2026-01-01", expirationDate: "2026-03-01" });
  await add({ authUnits: undefined, authVisits: undefined, ...days });
  await add({ authorizationNumber: "Pending", effectiveDate: "2026-05-01", expirationDate: "2027-04-30" });
  await add({ procedure: { groupId: scene.setup.groupId }, authUnits: 96, ...days });
}

async function enterLongTexts(): Promise<Scene> {
  const by = await staff();
  const setup = await newSetup(by);
  const { payerId, codes, groupId } = setup;
  await made(by.put(`/v1/payers/${payerId}`, { name: longText(100), priorAuthsRequired: true }));
  const label = longText(100);
  await made(by.put(`/v1/activity-codes/${codes[0]}`, { procedureCode: "H0004", label }));
  const group = { choiceText: longText(99 - groupId.length).concat(`x${groupId}`), activityCodes: codes };
  await made(by.put(`/v1/authorization-groups/${groupId}`, group));
  const scene = await Scene.open(by, setup);
  const person = { ...clientBody, firstName: longText(100), lastName: longText(100), program: longText(100) };
  await made(by.put(scene.client, person));
  const notes = longText(2000);
  const { authorizationId } = await scene.add({ authorizationNumber: "W".repeat(50), notes, authUnits: 999_999 });
  await scene.post({ authorizationId, units: 3 });
  await scene.add({ authorizationNumber: longText(50), procedure: { groupId }, authVisits: 999_999 });
  return scene;
}
