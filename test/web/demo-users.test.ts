import { expect, expectTypeOf, it } from "vitest";
import { Permission } from "../../domain/permission.ts";
import { demoUsers } from "../../web/session/demo-users.ts";
import type { Permission as PagePermission } from "../../web/session/session.ts";

it("knows the permissions that the API knows", () => {
  expectTypeOf<PagePermission>().toEqualTypeOf<Permission>();
});

it("has a demo user for each permission, and one without any", () => {
  const granted = new Set(demoUsers.flatMap(({ permissions }) => permissions));
  expect([...granted].sort()).toEqual([...Permission.options].sort());
  expect(demoUsers.some(({ permissions }) => permissions.length === 0)).toBe(true);
});
