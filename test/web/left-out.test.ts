import { expect, it } from "vitest";
import { leftOutSentence } from "../../web/elements/left-out.ts";

it("what a reply leaves out is named by kind and id, and nothing is said where it has all", () => {
  const unreadable = [
    { kind: "balance", clientId: "C1001", id: "A3001" },
    { kind: "authorization", clientId: "C1001", id: "A3001" },
  ];
  expect(leftOutSentence(unreadable)).toContain("can't be read or shown: balance A3001, authorization A3001.");
  expect([leftOutSentence(undefined), leftOutSentence([])]).toEqual(["", ""]);
});
