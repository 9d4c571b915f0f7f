import type { Ledger } from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../dialog.ts";
import { readingFailureSentence } from "../failure-sentence.ts";

/** The ledger of an authorization whose details are open. */
export interface OpenedLedger {
  /** As it was read last; undefined until then. */
  readonly ledger?: Ledger;
  /** Why it could not be read. What was read before stays, and the next refresh tries again. */
  readonly failure?: string;
}

/** Which rows' details are open, and their ledgers. One that can't be read keeps neither the tracker nor the others waiting. */
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

  refresh(signal: AbortSignal): void {
    for (const authorizationId of this.opened.keys()) void this.read(authorizationId, signal);
  }

  forget(): void {
    this.opened.clear();
  }

  private async read(authorizationId: string, signal?: AbortSignal): Promise<void> {
    const { api, clientId } = this.host;
    try {
      const { data } = await api.readLedger({ clientId, authorizationId }, signal && { signal });
      this.put(authorizationId, { ledger: data });
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
