import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyChain, linked } from "../../domain/audit-chain.ts";
import { anchorAudits } from "../../functions/anchor/anchor-audits.ts";
import { AlreadyAnchored, type AnchorBucket } from "../../functions/anchor/anchor-bucket.ts";
import { anchorsIn, newestPass, readPortions } from "../../functions/anchor/anchor-objects.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { sha256 } from "../../store/audit.ts";
import { item } from "../../store/items.ts";
import { auditHeadKey, clientAuditKey, searchKey } from "../../store/keys.ts";
import { startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";

/*
 * A pass over more clients than one object holds, which is cut off, and of which there are two at once.
 */

/** Two full objects and one that is not. */
const clientIds = Array.from({ length: 230 }, (_, index) => `PASS-${String(index).padStart(3, "0")}`);

let stack: LocalStack;
let services: ReturnType<typeof servicesOn>;
/** Each client with one entry, in the list of all that these services read. */
beforeAll(async () => {
  ({ stack } = await startAgency());
  services = servicesOn(stack);
  const { table } = services;
  const everybody = services.blindIndex("client", "");
  const at = "2026-03-16T12:00:00.000Z";
  const items = clientIds.flatMap((clientId) => {
    const subject = { auditId: `of-${clientId}`, subject: "client", subjectId: clientId };
    const entry = {
      ...subject,
      at,
      by: "u-1",
      role: "clients:write",
      action: "CREATED" as const,
      before: {},
      after: {},
    };
    const { entries, head } = linked(emptyChain(clientId, sha256), [entry], sha256);
    return [
      item(searchKey(everybody, clientId), "searchEntry", { clientId }),
      item(auditHeadKey(clientId), "auditHead", head),
      ...entries.map((each) => item(clientAuditKey(clientId, each.sequence), "audit", each)),
    ];
  });
  for (let first = 0; first < items.length; first += 25) {
    const RequestItems = { [table.name]: items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } })) };
    await table.client.send(new BatchWriteCommand({ RequestItems }));
  }
});
afterAll(() => stack?.stop());

const objects = new Map<string, object>();
let bucket: AnchorBucket;
beforeEach(() => {
  objects.clear();
  bucket = {
    keys: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    read: async (key) => structuredClone(objects.get(key)),
    add: async (key, content) => {
      if (objects.has(key)) throw new AlreadyAnchored();
      objects.set(key, content);
    },
  };
});

/** A run that has time for so many objects. */
function run(portions = Number.POSITIVE_INFINITY) {
  let left = portions;
  return anchorAudits({ ...services, bucket }, () => (left-- > 0 ? 600_000 : 0));
}

async function eachAnchoredOnce(): Promise<void> {
  const pass = await newestPass(bucket);
  const portions = await readPortions(bucket, pass?.name ?? "");
  const anchored = portions.flatMap(({ clients }) => clients.map(({ clientId }) => clientId));
  expect(anchored).toEqual(clientIds);
  expect(pass?.complete).toMatchObject({ portions: portions.length, clients: clientIds.length, faults: 0 });
  expect([...anchorsIn(portions).clients.values()].every(({ sequence }) => sequence === 1)).toBe(true);
}

test("A pass that is cut off goes on behind its last object, and counts only once it is complete", async () => {
  for (const portions of [1, 2]) {
    expect(await run(1)).toMatchObject({ complete: false, clients: 100 * portions, faults: 0 });
    expect(await newestPass(bucket)).toBeUndefined();
  }
  expect(await run()).toMatchObject({ complete: true, clients: clientIds.length });
  await eachAnchoredOnce();
});

test("Of two runs at once none writes over the other, and the next one ends the pass", async () => {
  const runs = await Promise.all([run(), run()]);
  expect(runs.filter(({ complete }) => complete).length).toBeLessThanOrEqual(1);
  await run();
  await eachAnchoredOnce();
});
