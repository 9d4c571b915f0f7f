import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../api/routes.ts";
import { Permission } from "../../domain/permission.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { withToken } from "../e2e/agency.ts";
import { accessMatrix } from "./access-matrix.ts";
import { startAgency } from "./agency-on-engine.ts";

const [head = "", ...lines] = accessMatrix.trim().split("\n");
const kinds = head.trim().split(/\s+/).slice(0, -2);

interface Row {
  readonly route: string;
  /** What a call is answered by what is wrong with its token. */
  readonly answers: readonly string[];
  /** undefined: it takes everybody. */
  readonly needs: readonly Permission[] | undefined;
}

const rows = lines.map((line): Row => {
  const cells = line.trim().split(/\s+/);
  const [method, path, ...needs] = cells.slice(kinds.length);
  const named = needs.join(" ");
  return {
    route: `${method} ${path}`,
    answers: cells.slice(0, kinds.length),
    needs: named === "public" ? undefined : named === "a token" ? [] : needs.map((each) => Permission.parse(each)),
  };
});

let stack: LocalStack;
/** By what is wrong with it. */
let bad: Readonly<Record<string, string | null>>;
const good = new Map<string, string>();

beforeAll(async () => {
  ({ stack } = await startAgency());
  const asked = { userId: "u-matrix", permissions: Permission.options };
  const token = (claims: object) => stack.issueToken({ ...asked, claims: { ...claims } });
  const valid = await token({});
  const [header = "", payload = ""] = valid.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  const { privateKey } = await generateKeyPair("RS256");
  bad = {
    none: null,
    past: await stack.issueToken({ ...asked, expiresInSeconds: -60 }),
    iss: await token({ iss: "https://issuer.example.org/other-agency" }),
    key: await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "local" }).sign(privateKey),
    aud: await token({ aud: "other-agency", client_id: "other-agency" }),
    alg: `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`,
    id: await token({ token_use: "id", scope: undefined, client_id: undefined, at_hash: "x" }),
    "id+": await token({ nonce: "n" }),
    use: await token({ token_use: "refresh" }),
    scope: await token({ scope: "openid" }),
  };
  expect(header).not.toBe("");
  for (const permissions of [[], Permission.options, ...Permission.options.map((each) => [each]), ...needed()])
    good.set(permissions.join(" "), await stack.issueToken({ ...asked, permissions }));
});
afterAll(() => stack.stop());

const needed = () => rows.flatMap(({ needs = [] }) => [needs, ...needs.map((lacking) => allBut(lacking))]);
const allBut = (lacking: Permission) => Permission.options.filter((each) => each !== lacking);

/** How a call is answered: 401, 403, or `+` for whatever comes of it past the door. Ids are nobody's, so that nothing is changed. */
async function answer(route: string, token: string | null | undefined): Promise<string> {
  if (token === undefined) throw new Error("There is no such token.");
  const [method = "", path = ""] = route.split(" ");
  const hasBody = ["PUT", "POST", "PATCH"].includes(method);
  const { status } = await withToken(token, stack.baseUrl).call(
    method,
    path.replaceAll(/\{\w+\}/g, "nobody"),
    hasBody ? { body: {} } : {},
  );
  if (status >= 500) throw new Error(`${route} answers ${status}.`);
  return status === 401 || status === 403 ? String(status) : "+";
}

it("has a row for every route", () => {
  expect(rows.map(({ route }) => route).sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
});

describe.each(rows)("$route", ({ route, answers, needs }) => {
  it(`answers tokens that do not count as its row says`, async () => {
    expect(await Promise.all(kinds.map((kind) => answer(route, bad[kind])))).toEqual(answers);
  });

  it(
    needs === undefined ? "takes everybody" : `needs ${needs.join(" and ") || "a token"}, and nothing else`,
    async () => {
      const held: readonly (readonly Permission[])[] = [
        [],
        ...Permission.options.map((each) => [each]),
        ...(needs ?? []).map(allBut),
        needs ?? [],
        Permission.options,
      ];
      const found = await Promise.all(
        held.map(async (each) => [each.join(" "), await answer(route, good.get(each.join(" ")))]),
      );
      const expected = held.map((each) => [
        each.join(" "),
        (needs ?? []).every((one) => each.includes(one)) ? "+" : "403",
      ]);
      expect(found).toEqual(expected);
    },
  );
});
