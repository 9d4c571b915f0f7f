import * as z from "zod/mini";
import { AuditAnchor } from "../../domain/audit-anchor.ts";
import { Instant } from "../../domain/calendar.ts";
import { ClientId } from "../../domain/id.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import type { AnchorBucket } from "./anchor-bucket.ts";

/** What one object of a pass holds: anchors of some clients, the first one that of the setup as well. */
export const AnchoredPortion = z.strictObject({
  at: Instant,
  /** The client up to which all listed ones were looked at; null: these are listed no more. */
  through: z.nullable(ClientId),
  /** How many of these audits have faults. Of such a one the anchor before stands here again, if there is one. */
  faults: z.int(),
  setup: z.exactOptional(AuditAnchor),
  clients: z.array(z.strictObject({ clientId: ClientId, ...AuditAnchor.shape })),
  /** Anchors that an operator has given up, such as after a restore. */
  accepted: z.array(z.strictObject({ clientId: ClientId, by: z.string(), insteadOf: AuditAnchor })),
});
export type AnchoredPortion = z.infer<typeof AnchoredPortion>;

/** Says that a pass has gone through all clients. */
export const CompletePass = z.strictObject({ at: Instant, portions: z.int(), clients: z.int(), faults: z.int() });
export type CompletePass = z.infer<typeof CompletePass>;

interface NamedPass {
  readonly name: string;
  readonly complete: CompletePass;
}

type ReadBucket = Pick<AnchorBucket, "keys" | "read">;

/** The newest pass that went through all clients: what its portions hold is anchored. */
export async function newestPass(bucket: ReadBucket): Promise<NamedPass | undefined> {
  const key = (await bucket.keys(completePrefix)).at(-1);
  if (key === undefined) return undefined;
  const name = key.slice(completePrefix.length);
  return { name, complete: CompletePass.parse(await bucket.read(key)) };
}

const mostReadsAtOnce = 10;

/** What there is of a pass, in the order in which it was written. */
export async function readPortions(bucket: ReadBucket, pass: string): Promise<AnchoredPortion[]> {
  const keys = await bucket.keys(portionPrefix(pass));
  const read = await inParallel(keys, mostReadsAtOnce, async (key) => ({
    key,
    portion: AnchoredPortion.parse(await bucket.read(key)),
  }));
  return read.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ portion }) => portion);
}

/** A pass is called by the agency's day, or begins with it: names of passes sort as the passes follow each other. */
const completePrefix = "complete/";
export const completeKey = (pass: string) => `${completePrefix}${pass}`;
const portionPrefix = (pass: string) => `heads/${pass}/`;
export const portionKey = (pass: string, number: number) => `${portionPrefix(pass)}${String(number).padStart(6, "0")}`;

/** The last anchor of each audit. */
export interface Anchors {
  readonly setup: AuditAnchor | undefined;
  readonly clients: ReadonlyMap<string, AuditAnchor>;
}

export function anchorsIn(portions: readonly AnchoredPortion[]): Anchors {
  return {
    setup: portions.find(({ setup }) => setup !== undefined)?.setup,
    clients: new Map(
      portions.flatMap(({ clients }) => clients.map(({ clientId, ...anchor }) => [clientId, anchor] as const)),
    ),
  };
}
