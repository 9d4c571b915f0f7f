import { DomainError } from "../../domain/domain-error.ts";
import type { ReadCatalog } from "../../store/catalog.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { type OpenedTable, untilStored } from "../../store/opened-table.ts";
import { storePostings } from "../../store/services.ts";
import type { Measure } from "../runtime/metrics.ts";
import { ClientUsage } from "./client-usage.ts";
import { type DecidedPosting, decidePosting, type PostingResult, type ServiceChange } from "./decide-posting.ts";

export interface PostingServices {
  readonly table: OpenedTable;
  readonly readCatalog: ReadCatalog;
  readonly newId: () => string;
  readonly measure: Measure;
}

/**
 * So many are stored together: DynamoDB takes 100 items in a transaction, and a service that goes from one authorization to another
 * changes up to 11: itself, a balance, a day, a movement and a low entry of both, its audit entry, and the mark of its event.
 */
export const mostChangesAtOnce = 8;

/**
 * Posts, replaces or voids a service in one transaction over service, days of service, balances and movements. The same posting
 * again changes nothing. An event of the billing engine comes late when something later was said of the service already.
 */
export async function changeService(
  services: PostingServices,
  clientId: string,
  change: ServiceChange,
): Promise<PostingResult> {
  const [result] = await changeServices(services, clientId, [change]);
  if (result instanceof Error) throw result;
  if (result === undefined) throw new Error("A change of a service had no result.");
  return result;
}

/**
 * The same for several services of one client, decided one after the other, each as if those before it were stored, and stored
 * together. Answers the outcome of each; a refused one is an error there, and delays none of the others.
 */
export async function changeServices(
  services: PostingServices,
  clientId: string,
  changes: readonly ServiceChange[],
): Promise<(PostingResult | Error)[]> {
  try {
    const decided = await untilStored(services.table, () => decideAndStore(services, clientId, changes));
    const posted = decided.filter((each) => !(each instanceof Error) && each.posting?.audit.length).length;
    if (posted > 0) services.measure({ ServicesPosted: posted });
    return decided.map((each) => (each instanceof Error ? each : each.result));
  } catch (error) {
    if (!(error instanceof Error) || isUnavailable(error)) throw error;
    if (changes.length === 1) return [error];
    // One of them was applied already, or can't be stored at all: each alone shows which, and the others are stored.
    const results: (PostingResult | Error)[] = [];
    for (const change of changes) results.push(...(await changeServices(services, clientId, [change])));
    return results;
  }
}

async function decideAndStore(
  services: PostingServices,
  clientId: string,
  changes: readonly ServiceChange[],
): Promise<(DecidedPosting | Error)[]> {
  const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
  const usage = new ClientUsage(services.table, record);
  const decided: (DecidedPosting | Error)[] = [];
  for (const change of changes) decided.push(await decidePosting(services, usage, catalog, change).catch(refusal));
  const stored = decided.flatMap((each, index) => {
    const posting = each instanceof Error ? undefined : each.posting;
    return posting === undefined ? [] : [{ posting, once: changes[index]?.origin.once ?? [] }];
  });
  if (stored.length > 0) {
    const once = stored.flatMap((each) => each.once);
    const postings = stored.map(({ posting }) => posting);
    await storePostings(services.table, record, postings, { once });
  }
  return decided;
}

const isUnavailable = (error: Error) => error instanceof DomainError && error.code === "SERVICE_UNAVAILABLE";

function refusal(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof ChangedMeanwhile) throw error;
  return error;
}
