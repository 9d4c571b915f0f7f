import { describe, expect, it } from "vitest";
import { closedCheck, type Fetch, lastFault, siteChecks, smokeChecks } from "../../../scripts/release/smoke-checks.ts";

const contract = { openapi: "3.1.1", info: { title: "Tracker", version: "1" }, servers: [{ url: "/" }] };
const origin = "https://tracker.example.org";

/** An agency that is as it should be, but for these answers. */
function agency(answers: Readonly<Record<string, (options?: RequestInit) => Response>> = {}): Fetch {
  const sound: typeof answers = {
    "/v1/openapi.json": () => Response.json({ ...contract, servers: [{ url: "https://api.example.org" }] }),
    "/v1/payers": (options) => {
      const headers = new Headers(options?.headers);
      if (options?.method === "OPTIONS")
        return new Response(null, {
          status: 204,
          headers: { "access-control-allow-origin": headers.get("origin") ?? "" },
        });
      return Response.json({}, { status: headers.get("authorization") === "Bearer good" ? 200 : 401 });
    },
    "/v1/nowhere": () => new Response("{}", { status: 404, headers: { "content-type": "application/problem+json" } }),
  };
  return async (path, options) =>
    (answers[path] ?? sound[path] ?? (() => new Response(null, { status: 500 })))(options);
}

const atOnce = { attempts: 1, pause: async () => {} };

async function faultsOf(get: Fetch): Promise<string[]> {
  const faults = [];
  for (const check of smokeChecks({ contract, origin, token: "good" })) {
    const fault = await lastFault(check, get, atOnce);
    if (fault !== undefined) faults.push(`${check.title}: ${fault}`);
  }
  return faults;
}

describe("a smoke test", () => {
  it("finds nothing at an agency that is as it should be", async () => {
    expect(await faultsOf(agency())).toEqual([]);
  });

  it.each<[string, Parameters<typeof agency>[0], string]>([
    [
      "another version than was deployed",
      { "/v1/openapi.json": () => Response.json({ ...contract, info: { title: "Tracker", version: "0" } }) },
      "serves another contract",
    ],
    ["an API without routes", { "/v1/openapi.json": () => new Response(null, { status: 404 }) }, "answers 404"],
    ["an API that lets anybody in", { "/v1/payers": () => Response.json({}) }, "answers 200 instead of 401"],
    [
      "a function that breaks off",
      { "/v1/nowhere": () => new Response(null, { status: 500 }) },
      "answers 500 instead of 404",
    ],
    [
      "an unknown path that the product does not answer",
      { "/v1/nowhere": () => Response.json({ message: "Not Found" }, { status: 404 }) },
      "answers application/json",
    ],
    [
      "an API that shuts out the agency's pages",
      { "/v1/payers": (options) => new Response(null, { status: options?.method === "OPTIONS" ? 204 : 401 }) },
      "allows nobody",
    ],
    ["a table out of reach", { "/v1/payers": () => new Response(null, { status: 503 }) }, "answers 503 instead of 200"],
  ])("finds %s", async (_, answers, fault) => {
    expect((await faultsOf(agency(answers))).join("\n")).toContain(fault);
  });

  it("finds an address where nobody answers", async () => {
    const get: Fetch = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }));
    const faults = await faultsOf(get);
    expect(faults).toHaveLength(6);
    expect(faults[0]).toContain("can't be asked: ECONNREFUSED");
  });

  it("has patience with a deployment that is not everywhere yet, but not for ever", async () => {
    let asked = 0;
    const late: Fetch = async (path, options) => {
      asked += 1;
      return asked < 3 ? new Response(null, { status: 503 }) : agency()(path, options);
    };
    const [first] = smokeChecks({ contract });
    if (first === undefined) throw new Error("There is no check.");
    expect(await lastFault(first, late, { attempts: 3, pause: async () => {} })).toBeUndefined();
    asked = 0;
    expect(await lastFault(first, late, { attempts: 2, pause: async () => {} })).toBe("answers 503");
  });
});

describe("a smoke test of the pages", () => {
  const headers = {
    "content-security-policy": "default-src 'none'; script-src 'self'",
    "strict-transport-security": "max-age=63072000",
  };
  const pages = {
    "/": () => new Response("<!doctype html>", { headers }),
    "/site.json": () => Response.json({ api: "" }),
  };
  const faultsAt = async (answers: Parameters<typeof agency>[0]) => {
    const get = agency({ ...pages, ...answers });
    const faults = await Promise.all(siteChecks.map((check) => lastFault(check, get, atOnce)));
    return faults.filter((fault) => fault !== undefined);
  };

  it("finds nothing where they are as they should be", async () => {
    expect(await faultsAt({})).toEqual([]);
  });

  it.each<[string, Parameters<typeof agency>[0], string]>([
    ["files that are not there", { "/": () => new Response(null, { status: 404 }) }, "answers 404"],
    [
      "pages that anything may run in",
      { "/": () => new Response("", { headers: {} }) },
      "without their content security policy",
    ],
    [
      "pages that browsers may ask for in the clear",
      { "/": () => new Response("", { headers: { "content-security-policy": headers["content-security-policy"] } }) },
      "without HSTS",
    ],
    ["pages that know no sign-in", { "/site.json": () => new Response("<html>") }, "answers no JSON"],
  ])("finds %s", async (_, answers, fault) => {
    expect((await faultsAt(answers)).join()).toContain(fault);
  });

  it("finds an API that answers past them", async () => {
    const answering =
      (status: number): Fetch =>
      async () =>
        Response.json({}, { status });
    expect(await lastFault(closedCheck, answering(403), atOnce)).toBeUndefined();
    expect(await lastFault(closedCheck, answering(200), atOnce)).toBe("answers 200 instead of 403");
  });
});
