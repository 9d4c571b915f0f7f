import { expect, test } from "vitest";
import * as contract from "../../api/authorizations.ts";
import { SimulatedAgency } from "./agency.ts";
import { Caller } from "./caller.ts";
import { enterCatalog, enterClient } from "./setup.ts";
import { silenced } from "./silence.ts";

/** Units that were rendered, or VOIDED: what the billing engine says of a service, one word after the other. */
type Word = number | "VOIDED";

/** All orders of some numbers. */
function orders(numbers: readonly number[]): number[][] {
  if (numbers.length <= 1) return [[...numbers]];
  return numbers.flatMap((first) => orders(numbers.filter((each) => each !== first)).map((rest) => [first, ...rest]));
}

/** The hour of the day at which each word was said, unless a test says otherwise: one after the other. */
const hourOf = (number: number) => number;

/** The units used once billing has heard the words in this order, each after the one before was handled. */
async function unitsUsed(words: readonly Word[], order: readonly number[], saidAt = hourOf): Promise<number> {
  const agency = new SimulatedAgency(1);
  const caller = new Caller(agency);
  const { time, bus } = agency;
  bus.onTaken = (event) => agency.route(event);
  const hear = async (): Promise<number> => {
    await enterCatalog(caller);
    const { clientId, insuranceId } = await enterClient(agency, caller, "CL-1");
    const procedure = { activityCode: "CODE0" };
    const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
    const body = { insuranceId, authorizationNumber: "PA-1", procedure, authUnits: 100, ...dates };
    const path = { clientId };
    const { authorizationId } = (await caller.insist(contract.addAuthorization, { path, body })).body;
    for (const number of order) {
      const word = words[number] as Word;
      const occurredAt = `2026-03-16T0${saidAt(number)}:00:00.000Z`;
      const metadata = { eventId: `word-${number}`, occurredAt };
      const service = { clientId, serviceId: "S-1" };
      const rendered = { ...service, activityCode: "CODE0", serviceDate: "2026-03-10", units: word, authorizationId };
      const [detailType, data] = word === "VOIDED" ? ["ServiceVoided", service] : ["ServiceRendered", rendered];
      bus.take("billing-engine", detailType as string, JSON.stringify({ metadata, data }), new Date(occurredAt));
      await time.sleep(10_000);
    }
    // A void of a service that has not come yet comes again.
    await time.sleep(3_600_000);
    const read = { path: { clientId, authorizationId } };
    return (await caller.insist(contract.readAuthorization, read)).body.units.used;
  };
  const heard = silenced(hear);
  let isDone = false;
  heard.then(
    () => {
      isDone = true;
    },
    (error) => time.fail(error),
  );
  await time.runUntil(() => isDone, 24 * 3_600_000);
  return heard;
}

test.for<{ words: Word[]; units: number }>([
  { words: [2, 3], units: 3 },
  { words: [2, 3, 2], units: 2 },
  { words: [2, "VOIDED"], units: 0 },
  { words: [2, "VOIDED", 2], units: 2 },
  { words: [2, "VOIDED", 3, "VOIDED"], units: 0 },
])(
  "The engine's last word of a service counts, in whatever order $words arrive: $units units",
  async ({ words, units }) => {
    for (const order of orders([...words.keys()]))
      expect(await unitsUsed(words, order), `in the order ${order}`).toBe(units);
  },
);

test.for<{ words: Word[]; units: number }>([
  { words: [2, 3], units: 3 },
  { words: [2, "VOIDED", 3], units: 0 },
  { words: [3, 1, 2], units: 3 },
])(
  "Of words of one moment the same one counts, in whatever order $words arrive: $units units",
  async ({ words, units }) => {
    for (const order of orders([...words.keys()]))
      expect(await unitsUsed(words, order, () => 5), `in the order ${order}`).toBe(units);
  },
);
