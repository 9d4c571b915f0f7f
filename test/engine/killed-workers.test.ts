import { afterAll, beforeAll, expect, test } from "vitest";
import { startAgency } from "./agency-on-engine.ts";
import { confirmWhileKilling } from "./kills/confirm-while-killing.ts";

let agency: Awaited<ReturnType<typeof startAgency>>;
beforeAll(async () => {
  agency = await startAgency();
});
afterAll(() => agency?.stack.stop());

test("400 confirmations with billing and resend killed 4 times: caps equal the model, 0 lost, 0 doubled", async () => {
  const happened = await confirmWhileKilling(agency, { seed: 1, confirmations: 400, kills: 4 });
  expect(happened).toMatchObject({ confirmed: 400, killedAtWork: { billing: 2, resend: 2 } });
  expect(happened.sentAgain).toBeGreaterThan(0);
});
