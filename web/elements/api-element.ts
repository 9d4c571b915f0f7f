import { LitElement } from "lit";
import { createClient, type PriorAuthClient } from "../../clients/typescript/src/index.ts";
import { Announcements } from "./announcements.ts";

/**
 * A token of the agency's issuer, or a function that gives one: asked before every call, with true when the last token was
 * refused.
 */
export type TokenSource = string | ((refused: boolean) => string | Promise<string>);

/** Pages that render often make a new function each time, for the same user. It replaces the old one without a new reading. */
function isOtherToken(given: TokenSource | undefined, before: TokenSource | undefined): boolean {
  return given !== before && !(typeof given === "function" && typeof before === "function");
}

/** How often what is shown is read anew while the page is in view, in case somebody else changed it. */
const pollMillis = 45_000;

/** When to look first whether billing has applied what was sent: it usually takes less than a second. */
const firstLookMillis = 1_000;

/**
 * The base of all elements: whose data they show, where the API is, and reading again, so that nobody ever has to refresh. An
 * element reads when it gets what it needs, after a change by itself or by another element or tab, when the page comes back into
 * view, when the network is back, and every now and then.
 */
export abstract class ApiElement extends LitElement {
  static override properties: Record<string, object> = {
    clientId: { attribute: "client-id" },
    apiBase: { attribute: "api-base" },
    token: { attribute: false, hasChanged: isOtherToken },
  };

  /** Whose data is shown. */
  declare clientId: string;
  /** The API's address, without `/v1`; empty: the page's own. */
  declare apiBase: string;
  /** Never an attribute: markup is logged, copied and searched. */
  declare token: TokenSource | undefined;

  /** Why the last reading failed, as a sentence. */
  protected failure: string | undefined;
  private reading: AbortController | undefined;
  private calls: PriorAuthClient | undefined;
  private poll: ReturnType<typeof setTimeout> | undefined;
  /** How often the element looked in vain for what billing has to apply. */
  private looks = 0;
  private readonly announcements = new Announcements((subject) => {
    if (this.isAbout(subject)) void this.reload();
  });

  constructor() {
    super();
    this.clientId = "";
    this.apiBase = "";
  }

  /** Reads everything that is shown. */
  protected abstract read(signal: AbortSignal): Promise<void>;

  /** Says in the user's words why reading failed. */
  protected abstract sentenceOf(error: unknown): string;

  /**
   * The subject of changes that concern this element. Empty: nothing is read. An element that shows no client has another
   * subject.
   */
  protected get subject(): string {
    return this.clientId;
  }

  /** Whether what was announced to be changed may be shown here. */
  protected isAbout(subject: string): boolean {
    return subject === this.subject;
  }

  /** The client that this element calls the API with. */
  get api(): PriorAuthClient {
    this.calls ??= createClient({ baseUrl: this.apiBase, token: (refused) => this.currentToken(refused) });
    return this.calls;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.announcements.open();
    document.addEventListener("visibilitychange", this.onReturn);
    window.addEventListener("focus", this.onReturn);
    window.addEventListener("online", this.onReturn);
    if (this.hasUpdated) void this.reload();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.announcements.close();
    document.removeEventListener("visibilitychange", this.onReturn);
    window.removeEventListener("focus", this.onReturn);
    window.removeEventListener("online", this.onReturn);
    clearTimeout(this.poll);
    this.reading?.abort();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("apiBase")) this.calls = undefined;
    if (["clientId", "apiBase", "token", ...this.readAgainFor].some((name) => changed.has(name))) {
      if (changed.has("clientId") || changed.has("apiBase")) this.forget();
      void this.reload();
    }
  }

  /** Further properties whose change needs another reading. */
  protected get readAgainFor(): readonly string[] {
    return [];
  }

  /** Drops what belongs to another client, so that it is never shown for this one. */
  protected abstract forget(): void;

  /** Reads again. A reading that is still under way is given up, since its answer would be older. */
  async reload(): Promise<void> {
    this.reading?.abort();
    clearTimeout(this.poll);
    if (!this.isConnected || this.subject === "" || this.token === undefined) return;
    const reading = new AbortController();
    this.reading = reading;
    try {
      await this.read(reading.signal);
      this.failure = undefined;
    } catch (error) {
      if (reading.signal.aborted) return;
      this.failure = this.sentenceOf(error);
    }
    if (!reading.signal.aborted) {
      this.requestUpdate();
      this.readIn(this.nextReadMillis());
    }
  }

  /** Whether what is shown will soon change by itself, as when billing applies what was sent to it. */
  protected get isAwaiting(): boolean {
    return false;
  }

  /** From now on looks soon for what billing has to apply. */
  protected lookSoon(): void {
    this.looks = 0;
  }

  /** When to read again without another reason: soon while billing has to apply something, then less and less often. */
  protected nextReadMillis(): number {
    if (!this.isAwaiting) this.looks = 0;
    return this.isAwaiting ? Math.min(pollMillis, firstLookMillis * 2 ** this.looks++) : pollMillis;
  }

  /** Reads anew after a while, unless there is another reason before. */
  private readIn(millis: number): void {
    clearTimeout(this.poll);
    this.poll = setTimeout(() => {
      if (document.visibilityState === "visible") void this.reload();
    }, millis);
  }

  /** After a change: tells the other elements and tabs that show the same, and reads anew. */
  protected changed(): Promise<void> {
    this.announcements.tell(this.subject);
    return this.reload();
  }

  /** Dispatches an event to the host page; it bubbles through shadow roots. */
  protected tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private readonly onReturn = () => {
    if (document.visibilityState === "visible") void this.reload();
  };

  private currentToken(refused: boolean): string | Promise<string> {
    return typeof this.token === "function" ? this.token(refused) : (this.token ?? "");
  }
}
