import { html, nothing, type TemplateResult } from "lit";
import { isProblem } from "../../../clients/typescript/src/index.ts";
import { DialogElement } from "../../elements/dialog-element.ts";
import { failureSentence, readingFailureSentence } from "../../elements/failure-sentence.ts";
import { counted } from "../../elements/format.ts";
import { leftOutSentence } from "../../elements/left-out.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { cellStyles } from "../../elements/styles/cells.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { tableStyles } from "../../elements/styles/table.ts";
import { CsvDownload, type CsvReport } from "./csv-download.ts";
import { noRows, type Page, type PagedRows, readPages } from "./paged-rows.ts";
import { reportStyles } from "./report-styles.ts";

/** What a report has in common: pages that follow when they are asked for, and an address that says what is shown. */
export abstract class ReportElement<Row> extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    query: { attribute: false },
    list: { state: true },
    isReadingMore: { state: true },
  };
  static override styles = [baseStyles, controlStyles, tableStyles, cellStyles, reportStyles];

  /** What is asked for, as the address of the page has it. */
  declare query: string;
  declare protected list: PagedRows<Row> | undefined;
  declare private isReadingMore: boolean;

  constructor() {
    super();
    this.query = "";
    this.isReadingMore = false;
  }

  protected abstract readonly heading: string;
  /** What its rows are, one of them. */
  protected abstract readonly noun: string;
  protected abstract readPage(cursor: string | undefined, signal?: AbortSignal): Promise<Page<Row>>;
  protected abstract keyOf(row: Row): string;

  /** The part of the query that needs another reading when it changes. */
  protected readingOf(query: string): string {
    return query;
  }

  protected override get subject(): string {
    return "#reports";
  }

  /** It lists all clients. */
  protected override isAbout(): boolean {
    return true;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("query");
    if (typeof before === "string" && this.readingOf(before) !== this.readingOf(this.query)) {
      this.forget();
      void this.reload();
    }
    super.willUpdate(changed);
  }

  /** As many pages as are shown. */
  protected override async read(signal: AbortSignal): Promise<void> {
    const pages = Math.max(1, this.list?.pages ?? 1);
    this.list = await readPages((cursor) => this.readPage(cursor, signal), pages, this.keyOf);
  }

  protected override forget(): void {
    super.forget();
    this.list = undefined;
  }

  /** A user who may not read it any more does not keep what was read before. */
  protected override sentenceOf(error: unknown): string {
    if (isProblem(error, "FORBIDDEN")) this.list = undefined;
    return readingFailureSentence(error);
  }

  /** Says that the address is another one now. */
  protected askFor(query: URLSearchParams): void {
    this.tell("report-asked", { query: query.toString() });
  }

  protected countSentence(): string {
    const { rows, nextCursor, unreadable } = this.list ?? noRows;
    if (this.list === undefined) return this.failure === undefined ? "Reading the report …" : "";
    const count = `${counted(rows.length, this.noun)}${nextCursor === null ? "." : " so far; there are more."}`;
    return `${count} ${leftOutSentence(unreadable)}`.trim();
  }

  /** The report as a file; `read` answers its parts. */
  protected csvOf(name: string, read: CsvReport["read"]): CsvDownload {
    return new CsvDownload({
      name,
      read,
      requestUpdate: () => this.requestUpdate(),
      say: (sentence) => this.say(sentence),
      alert: (sentence) => this.alert(sentence),
      focusButton: () => void this.focusOn("#csv"),
    });
  }

  protected moreButton(): TemplateResult | typeof nothing {
    if ((this.list?.nextCursor ?? null) === null) return nothing;
    return html`<p class="more">
      <button type="button" id="more" aria-disabled=${this.isReadingMore} @click=${this.onMore}>${this.isReadingMore ? "Loading …" : "Load more"}</button>
    </p>`;
  }

  /** The focus goes to the first of what has come: the button may be gone. */
  private readonly onMore = async () => {
    const before = this.list;
    if (before === undefined || this.isReadingMore) return;
    this.isReadingMore = true;
    try {
      const more = await readPages((cursor) => this.readPage(cursor), 1, this.keyOf, before);
      // Meanwhile all of it was read anew, or something else was asked for.
      if (this.list !== before) return;
      this.list = more;
      const [first] = more.rows.slice(before.rows.length).map(this.keyOf);
      await this.focusOn(first === undefined ? "#count" : `[data-key="${CSS.escape(first)}"] a`);
    } catch (error) {
      // A cursor is good for a day: then the list begins anew.
      if (isProblem(error, "VALIDATION_FAILED")) await this.reload();
      else this.alert(failureSentence(error));
    } finally {
      this.isReadingMore = false;
    }
  };
}
