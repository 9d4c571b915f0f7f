import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confirmAuthorization } from "../../api/authorizations.ts";
import type { RouteContract } from "../../api/route.ts";
import { listPayers } from "../../api/setup.ts";
import { Permission, type ReadPermission } from "../../domain/permission.ts";
import { actorOf, permissionsIn, requirePermissions } from "../../functions/runtime/actor.ts";
import { refusalCode } from "../domain/refusals.ts";
import { accessRules } from "./access-rules.ts";

const rules = (permissionsClaim: string) => ({ ...accessRules, permissionsClaim });

describe("Permissions come from a claim of the token", () => {
  it.each<[unknown, Permission[]]>([
    // An array, as the authorizer hands it over.
    ["[auths:write auths:confirm]", ["auths:write", "auths:confirm"]],
    ["[auths:confirm]", ["auths:confirm"]],
    ["[]", []],
    // A space-separated string.
    ["auths:write auths:confirm", ["auths:write", "auths:confirm"]],
    ["auths:confirm", ["auths:confirm"]],
    ["  auths:write \t auths:confirm\n", ["auths:write", "auths:confirm"]],
    ["auths:confirm auths:confirm", ["auths:confirm"]],
    ["", []],
    [" ", []],
    // What we don't know is another product's.
    ["openid profile auths:confirm admin", ["auths:confirm"]],
    // Almost is not enough.
    ["[auths:confirm", []],
    ["auths:confirm]", []],
    ["xauths:confirm", []],
    ["auths:confirmx", []],
    ["auths:confirm:all", []],
    ["auths:", []],
    ["auths", []],
    ["auths:*", []],
    ["*", []],
    ["AUTHS:CONFIRM", []],
    ['"auths:confirm"', []],
    ["auths:confirm;auths:write", []],
    ["[[auths:confirm]]", []],
    ["{auths:confirm}", []],
    ["auths%3Aconfirm", []],
    ["auths:confirm\u0000", []],
    ["auths\u200b:confirm", []],
    // No text, no permission.
    [undefined, []],
    [null, []],
    [true, []],
    [7, []],
    [{ "auths:confirm": true }, []],
  ])("%j gives %j", (claim, permissions) => {
    expect([...permissionsIn(claim)].toSorted()).toEqual(permissions.toSorted());
  });

  it("whatever the claim says, only permissions that it names are given", () => {
    const word = fc.oneof(fc.constantFrom(...Permission.options), fc.stringMatching(/^[a-z:[\]{}*]{0,8}$/));
    fc.assert(
      fc.property(fc.array(word), fc.boolean(), (words, asArray) => {
        const claim = asArray ? `[${words.join(" ")}]` : words.join(" ");
        for (const permission of permissionsIn(claim)) expect(claim.split(/[\s[\]]+/)).toContain(permission);
        if (asArray)
          for (const known of Permission.options.filter((each) => words.includes(each)))
            expect([...permissionsIn(claim)]).toContain(known);
      }),
    );
  });
});

describe("who calls", () => {
  it("is the token's subject, with the permissions of the agency's claim", () => {
    const claims = { sub: "u-1", client_id: "pages", "cognito:groups": "[auths:confirm]", permissions: "setup:write" };
    expect(actorOf(claims, rules("cognito:groups"))).toEqual({
      userId: "u-1",
      permissions: new Set(["auths:confirm"]),
    });
    expect(actorOf(claims, rules("permissions"))).toEqual({ userId: "u-1", permissions: new Set(["setup:write"]) });
    expect(actorOf(claims, rules("groups"))).toEqual({ userId: "u-1", permissions: new Set() });
  });

  it.each([
    ["no token was verified", undefined],
    ["it names nobody", {}],
    ["it names an empty subject", { sub: "" }],
    ["its subject is no text", { sub: 7 }],
    ["its subject is too long to be stored", { sub: "u".repeat(129), client_id: "pages" }],
    ["it is an id token", { sub: "u-1", client_id: "pages", token_use: "id" }],
  ])("is nobody when %s", (_, claims) => {
    expect(refusalCode(() => actorOf(claims, rules("permissions")))).toBe("UNAUTHENTICATED");
  });

  it("may have a subject of 128 characters", () => {
    expect(actorOf({ sub: "u".repeat(128), client_id: "pages" }, rules("permissions")).userId).toHaveLength(128);
  });
});

describe("A route is called by who has each permission that it needs", () => {
  const refusal = (
    permissions: Permission[],
    readPermission: ReadPermission,
    route: RouteContract = confirmAuthorization,
  ) => {
    const rules = { ...accessRules, readPermission };
    try {
      return requirePermissions({ userId: "u-1", permissions: new Set(permissions) }, route, rules);
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each<[Permission[], ReadPermission, string | undefined]>([
    [["clients:read", "auths:confirm"], "REQUIRED", undefined],
    [["auths:confirm"], "REQUIRED", "This needs clients:read."],
    [["clients:read", "auths:write"], "REQUIRED", "This needs auths:confirm."],
    [["auths:write"], "REQUIRED", "This needs clients:read and auths:confirm."],
    [["auths:confirm"], "ANY_USER", undefined],
    [["clients:read"], "ANY_USER", "This needs auths:confirm."],
  ])("%j confirms where reading is %s: %s", (permissions, readPermission, expected) => {
    expect(refusal(permissions, readPermission)).toBe(expected);
  });

  it("reads the setup without any", () => {
    expect(refusal([], "REQUIRED", listPayers)).toBeUndefined();
  });
});
