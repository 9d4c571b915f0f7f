import type { Ledger, Movement } from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../dialog.ts";
import { readingFailureSentence } from "../failure-sentence.ts";

/** The ledger of an authorization whose details are open. */
export interface OpenedLedger {
  /** As it was read last; undefined until then. */
  readonly ledger?: Ledger;
  /** Why it could not be read. What was read before stays, and the next refresh tries again. */
  readonly failure?: string;
}

/** Which rows' details are open, and their ledgers. A ledger that can't be read delays neither the tracker nor the others. */
export class OpenedLedgers {
  private readonly opened = new Map<string, OpenedLedger>();
  private readonly host: DialogHost;

  constructor(host: DialogHost) {
    this.host = host;
  }

  of(authorizationId: string): OpenedLedger | undefined {
    return this.opened.get(authorizationId);
  }

  toggle(authorizationId: string): void {
    if (!this.opened.delete(authorizationId)) {
      this.opened.set(authorizationId, {});
      void this.read(authorizationId);
    }
    this.host.requestUpdate();
  }

  /**
   * Reads the movements before those that are shown. With the oldest one the button goes, and the focus moves to the movements.
   */
  async showOlder(authorizationId: string): Promise<void> {
    const cursor = this.opened.get(authorizationId)?.ledger?.nextCursor;
    if (!cursor) return;
    await this.read(authorizationId, { cursor });
    if (this.opened.get(authorizationId)?.ledger?.nextCursor === null)
      await this.host.focusOn(`#${CSS.escape(`ledger-${authorizationId}`)}`);
  }

  refresh(signal: AbortSignal): void {
    for (const authorizationId of this.opened.keys()) void this.read(authorizationId, {}, signal);
  }

  forget(): void {
    this.opened.clear();
  }

  private async read(authorizationId: string, from: { cursor?: string } = {}, signal?: AbortSignal): Promise<void> {
    const { api, clientId } = this.host;
    try {
      const { data } = await api.readLedger({ clientId, authorizationId, ...from }, signal && { signal });
      const shown = this.opened.get(authorizationId)?.ledger;
      this.put(authorizationId, { ledger: from.cursor === undefined ? renewed(shown, data) : continued(shown, data) });
    } catch (error) {
      if (signal?.aborted) return;
      this.put(authorizationId, { ...this.opened.get(authorizationId), failure: readingFailureSentence(error) });
    }
  }

  private put(authorizationId: string, ledger: OpenedLedger): void {
    // It may have been closed meanwhile.
    if (!this.opened.has(authorizationId)) return;
    this.opened.set(authorizationId, ledger);
    this.host.requestUpdate();
  }
}

/**
 * A ledger after its newest page was read again: new movements are put before those that are shown. If the page does not reach
 * down to these, the ledger begins anew with it.
 */
export function renewed(shown: Ledger | undefined, newest: Ledger): Ledger {
  const met = newest.items.findIndex(isShownIn(shown));
  if (shown === undefined || met < 0) return newest;
  return { ...shown, balance: newest.balance, items: [...newest.items.slice(0, met), ...shown.items] };
}

/** A ledger with the page that follows. */
export function continued(shown: Ledger | undefined, older: Ledger): Ledger {
  if (shown === undefined) return older;
  const isShown = isShownIn(shown);
  return { ...older, balance: shown.balance, items: [...shown.items, ...older.items.filter((each) => !isShown(each))] };
}

function isShownIn(shown: Ledger | undefined): (movement: Movement) => boolean {
  const ids = new Set(shown?.items.map(({ movementId }) => movementId));
  return ({ movementId }) => ids.has(movementId);
}
