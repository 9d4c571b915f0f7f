import { afterAll, beforeAll, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import type { User } from "../e2e/agency.ts";
import { startAgency } from "../engine/agency-on-engine.ts";
import { expectOneCopyEach } from "../engine/killed-copy.ts";
import { shareOf } from "./share.ts";

let stack: LocalStack;
let staff: User;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());

/** Fewer leave too little time between kills. */
const clients = shareOf(10_500, 2500);

test(
  `Copy to ${clients} clients killed three times in the middle: every target has exactly one copy`,
  { timeout: 3_600_000 },
  () => expectOneCopyEach(stack, staff, clients),
);
