import { afterAll, beforeAll, expect, test } from "vitest";
import { startAgency } from "../engine/agency-on-engine.ts";
import { confirmWhileKilling } from "../engine/kills/confirm-while-killing.ts";

/** About three minutes on two cores that do nothing else. */
const confirmations = 10_000;
const kills = 20;

let agency: Awaited<ReturnType<typeof startAgency>>;
beforeAll(async () => {
  agency = await startAgency();
});
afterAll(() => agency?.stack.stop());

test("10,000 confirmations with billing and resend killed 20 times: caps equal the model, 0 lost, 0 doubled", {
  timeout: 3_600_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const happened = await confirmWhileKilling(agency, { seed, confirmations, kills });
  console.log(JSON.stringify(happened));
  expect(happened).toMatchObject({ confirmed: confirmations, killedAtWork: { billing: 10, resend: 10 } });
});
