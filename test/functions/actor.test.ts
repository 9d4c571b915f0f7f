import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Permission } from "../../domain/permission.ts";
import { actorOf, permissionsIn } from "../../functions/runtime/actor.ts";
import { refusalCode } from "../domain/refusals.ts";

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
    const claims = { sub: "u-1", "cognito:groups": "[auths:confirm]", permissions: "setup:write" };
    expect(actorOf(claims, "cognito:groups")).toEqual({ userId: "u-1", permissions: new Set(["auths:confirm"]) });
    expect(actorOf(claims, "permissions")).toEqual({ userId: "u-1", permissions: new Set(["setup:write"]) });
    expect(actorOf(claims, "scope")).toEqual({ userId: "u-1", permissions: new Set() });
  });

  it.each([
    ["no token was verified", undefined],
    ["it names nobody", {}],
    ["it names an empty subject", { sub: "" }],
    ["its subject is no text", { sub: 7 }],
    ["its subject is too long to be stored", { sub: "u".repeat(129) }],
  ])("is nobody when %s", (_, claims) => {
    expect(refusalCode(() => actorOf(claims, "permissions"))).toBe("UNAUTHENTICATED");
  });

  it("may have a subject of 128 characters", () => {
    expect(actorOf({ sub: "u".repeat(128) }, "permissions").userId).toHaveLength(128);
  });
});
