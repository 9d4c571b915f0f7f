import type { Authorization, PriorAuthClient } from "../../../clients/typescript/src/index.ts";

/** The open ones of a client whose tracker is not visible: somebody has to be able to discontinue them. */
export async function readHidden(
  api: PriorAuthClient,
  clientId: string,
  signal: AbortSignal,
): Promise<readonly Authorization[]> {
  const open: Authorization[] = [];
  for await (const each of api.listAuthorizationHistory.each({ clientId, limit: 100 }, { signal })) {
    if (each.discontinuedAt === undefined) open.push(each);
  }
  return open;
}
