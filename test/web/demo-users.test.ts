import { expect, it } from "vitest";
import { permissions as known } from "../../clients/typescript/src/index.ts";
import { Permission } from "../../domain/permission.ts";
import { demoUsers } from "../../web/session/demo-users.ts";

it("knows the permissions that the API knows", () => {
  expect(known.toSorted()).toEqual(Permission.options.toSorted());
});

it("has a demo user for each permission, and one without any", () => {
  const granted = new Set(demoUsers.flatMap(({ permissions }) => permissions));
  expect([...granted].sort()).toEqual([...Permission.options].sort());
  expect(demoUsers.some(({ permissions }) => permissions.length === 0)).toBe(true);
});
