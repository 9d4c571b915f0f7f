import type { AuditEntry, Authorization, PriorAuthClient } from "../../../clients/typescript/src/index.ts";

/** An authorization with the number that people know it by. */
interface NamedAuthorization {
  readonly authorizationId: string;
  readonly name: string;
}

/** Enough for whatever client; older ones are found by their id in the address. */
const mostPast = 100;

/** Whose audit it is, by what people know a client and its authorizations by. */
export interface AuditedClient {
  readonly name: string;
  /** Those of the tracker first, then the history's. */
  readonly authorizations: readonly NamedAuthorization[];
}

/** Names only make an audit easier to read: the audit of a client who is gone can be read without them. */
export async function auditedClient(
  api: PriorAuthClient,
  clientId: string,
  signal: AbortSignal,
): Promise<AuditedClient> {
  try {
    const [client, tracker, history] = await Promise.all([
      api.readClient({ clientId }, { signal }),
      api.readTracker({ clientId, context: "FACE_SHEET" }, { signal }),
      api.listAuthorizationHistory({ clientId, limit: mostPast }, { signal }),
    ]);
    const { lastName, firstName } = client.data;
    const all = [...tracker.data.authorizations, ...history.data.items];
    const authorizations = [...new Map(all.map((one) => [one.authorizationId, named(one)])).values()];
    return { name: `${lastName}, ${firstName}`, authorizations };
  } catch (error) {
    if (signal.aborted) throw error;
    return { name: clientId, authorizations: [] };
  }
}

function named({ authorizationId, authorizationNumber, procedure }: Authorization): NamedAuthorization {
  return { authorizationId, name: `${authorizationNumber}, ${procedure.label}` };
}

/** The newest number of each authorization that the entries have. */
export function numbersIn(entries: readonly AuditEntry[]): Map<string, string> {
  const told = entries.toReversed().flatMap(({ subjectId, after }) => {
    const number = after["authorizationNumber"];
    return typeof number === "string" ? [[subjectId, number] as const] : [];
  });
  return new Map(told);
}
