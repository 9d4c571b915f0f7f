import { afterAll, beforeAll, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import type { User } from "../e2e/agency.ts";
import { startAgency } from "./agency-on-engine.ts";
import { expectOneCopyEach } from "./killed-copy.ts";

let stack: LocalStack;
let staff: User;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());

test("Copy to 400 clients killed three times in the middle: every target has exactly one copy", () =>
  expectOneCopyEach(stack, staff, 400));
