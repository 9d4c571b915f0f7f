import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createClient, type PriorAuthClient } from "../../clients/typescript/src/index.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import { builtClient } from "../clients/built-client.ts";

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "clients", "typescript", "README.md"), "utf8");
const [, example = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];

const { directory } = builtClient();
const file = join(directory, "example.ts");
writeFileSync(file, example);

const run = promisify(execFile);

let stack: LocalStack;
beforeAll(async () => {
  const sample = join(root, "local", "sample", "sample-agency.json");
  stack = await startLocalStack({
    port: 0,
    assembly: inject("assembly"),
    runsSchedules: false,
    today: "2026-03-16",
    loadSample: (loaded) => loadDemoAgency(loaded, { file: sample, shiftDays: false }),
  });
});
afterAll(() => stack.stop());

it("the example of the client's README does what it says against the running product", async () => {
  const env = { PATH: process.env["PATH"], BASE_URL: stack.baseUrl };
  const { stdout } = await run(process.execPath, [file], { cwd: directory, env });
  expect(stdout.trim().split("\n")).toEqual([
    "found C1001 Quintero, Marisol",
    "added 201 Pending 20",
    'changed "2"',
    'refused 412 "2"',
    "confirmed C SENT",
  ]);
});

it("and its types are right", async () => {
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules", "@types")];
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await run(process.execPath, [tsc, ...options, ...types, file], { cwd: directory });
  expect(stdout).toBe("");
});

/** A client each of whose changes is done, and its first answer lost. */
async function losingAnswers(): Promise<PriorAuthClient> {
  const token = await stack.issueToken({
    userId: "staff",
    permissions: ["clients:read", "auths:write", "auths:confirm"],
  });
  const lost = new Set<string>();
  return createClient({
    baseUrl: stack.baseUrl,
    token: () => token,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === "GET" || lost.has(String(input))) return response;
      lost.add(String(input));
      throw new TypeError("The connection was reset.");
    },
  });
}

it("what was done while its answer was lost is done once, and answered", async () => {
  const client = await losingAnswers();
  const ofClient = { clientId: "C1001" };
  const ids = async () => (await client.readTracker(ofClient)).data.authorizations.map((each) => each.authorizationId);
  const { data: tracker } = await client.readTracker(ofClient);
  const [row] = tracker.authorizations;
  if (row === undefined) throw new Error("The sample's client has no authorization.");
  const before = await ids();
  const { insuranceId, effectiveDate, expirationDate, procedure } = row;
  const activityCode = procedure.activityCodes[0] ?? "";
  const body = {
    insuranceId,
    authorizationNumber: "Pending",
    procedure: { activityCode },
    effectiveDate,
    expirationDate,
  };
  const { data: added, status } = await client.addAuthorization({ ...ofClient, body });
  expect(status).toBe(201);
  expect((await ids()).filter((id) => !before.includes(id))).toEqual([added.authorizationId]);
  const ofAuthorization = { ...ofClient, authorizationId: added.authorizationId };
  const change = { ...ofAuthorization, ifMatch: 1, body: { authorizationNumber: "LOST-1" } };
  const { data: changed } = await client.changeAuthorization(change);
  expect(changed).toMatchObject({ authorizationNumber: "LOST-1", version: 2 });
  const { data: confirmed } = await client.confirmAuthorization({ ...ofAuthorization, ifMatch: 2 });
  expect(confirmed).toMatchObject({ authorizationNumber: "LOST-1", confirmedMark: "C", version: 3 });
  const late = client.changeAuthorization({ ...change, body: { authorizationNumber: "LOST-2" } });
  await expect(late).rejects.toMatchObject({ code: "VERSION_CONFLICT", currentEtag: '"3"' });
  const confirmations = stack.bus.events().filter(({ detail }) => JSON.stringify(detail).includes("LOST-1"));
  expect(confirmations).toHaveLength(1);
  const { data: discontinued } = await client.discontinueAuthorization({ ...ofAuthorization, ifMatch: 3, body: {} });
  expect(discontinued).toMatchObject({ version: 4, discontinuedAt: expect.any(String) });
});

it("a report comes as entries, and as CSV page by page", async () => {
  const token = await stack.issueToken({ userId: "staff", permissions: ["clients:read", "reports:read"] });
  const client = createClient({ baseUrl: stack.baseUrl, token: () => token });
  const ids: string[] = [];
  for await (const { authorizationId } of client.listUnconfirmedAuthorizations.each({ limit: 1 }))
    ids.push(authorizationId);
  expect(ids).toContain("A3005");
  const rows: string[] = [];
  let cursor: string | null = null;
  do {
    const { data, headers } = await client.listUnconfirmedAuthorizationsAsCsv({
      limit: 1,
      ...(cursor !== null && { cursor }),
    });
    rows.push(...data.trim().split("\r\n").slice(1));
    cursor = headers.get("x-next-cursor");
  } while (cursor !== null);
  expect(rows).toHaveLength(ids.length);
  for (const [index, id] of ids.entries()) expect(rows[index]?.split(",")).toContain(id);
});
