import { afterAll, beforeAll, expect, test } from "vitest";
import { startAgency } from "../engine/agency-on-engine.ts";
import { confirmWhileKilling } from "../engine/kills/confirm-while-killing.ts";
import { shareOf } from "./share.ts";

/** All take about three minutes on two cores that do nothing else; fewer leave too little time between kills. */
const confirmations = shareOf(10_000, 2500);
const kills = 20;

let agency: Awaited<ReturnType<typeof startAgency>>;
beforeAll(async () => {
  agency = await startAgency();
});
afterAll(() => agency?.stack.stop());

test(`${confirmations} confirmations with billing and resend killed ${kills} times: caps equal the model, 0 lost, 0 doubled`, {
  timeout: 3_600_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const happened = await confirmWhileKilling(agency, { seed, confirmations, kills });
  console.log(JSON.stringify(happened));
  expect(happened).toMatchObject({ confirmed: confirmations, killedAtWork: { billing: 10, resend: 10 } });
});
