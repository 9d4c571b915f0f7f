import { html, nothing, type TemplateResult } from "lit";
import type { CallOptions, Reply } from "../../../clients/typescript/src/index.ts";
import { failureSentence } from "../../elements/failure-sentence.ts";
import { counted } from "../../elements/format.ts";
import { fileName, wholeCsv } from "./csv-file.ts";
import { saveFile } from "./save-file.ts";

interface Download {
  readonly rows: number;
  readonly stop: AbortController;
}

/** Whose download it is. */
export interface CsvReport {
  /** What the file is called where nobody says better, without its ending. */
  readonly name: string;
  readonly read: (cursor: string | undefined, options: CallOptions) => Promise<Reply<string, 200>>;
  readonly requestUpdate: () => void;
  readonly say: (sentence: string) => void;
  readonly alert: (sentence: string) => void;
  /** Moves the focus when what had it is gone. */
  readonly focusButton: () => void;
}

/** The whole report as one file, however many replies that takes. */
export class CsvDownload {
  private readonly report: CsvReport;
  private running: Download | undefined;

  constructor(report: CsvReport) {
    this.report = report;
  }

  button(): TemplateResult {
    const isRunning = this.running !== undefined;
    return html`<button type="button" id="csv" aria-disabled=${isRunning} @click=${() => void this.start()}>Download CSV</button>`;
  }

  /** Always there: what is put into a live region together with it is not read out. */
  progress(): TemplateResult {
    const { running } = this;
    return html`<div class="progress">
      <p role="status">${running === undefined ? nothing : `Preparing the file: ${counted(running.rows, "row")} so far …`}</p>
      ${running === undefined ? nothing : html`<button type="button" @click=${() => this.cancel()}>Cancel the download</button>`}
    </div>`;
  }

  cancel(): void {
    this.running?.stop.abort();
    this.end();
    this.report.focusButton();
  }

  /** Without a message, since nobody is there to read it. */
  drop(): void {
    this.running?.stop.abort();
    this.running = undefined;
  }

  private async start(): Promise<void> {
    if (this.running !== undefined) return;
    const { report } = this;
    const stop = new AbortController();
    this.tell(0, stop);
    let name = `${report.name}.csv`;
    let rows = 0;
    try {
      const text = await wholeCsv(
        async (cursor) => {
          const { data, headers } = await report.read(cursor, { signal: stop.signal });
          name = fileName(headers.get("content-disposition"), name);
          return { text: data, nextCursor: headers.get("x-next-cursor") };
        },
        (soFar) => {
          rows = soFar;
          this.tell(rows, stop);
        },
      );
      if (stop.signal.aborted) return;
      saveFile(name, text);
      report.say(`${name} has ${counted(rows, "row")}.`);
    } catch (error) {
      if (stop.signal.aborted) return;
      report.alert(`There is no file: the download broke off. ${failureSentence(error)}`);
    }
    this.end();
  }

  private tell(rows: number, stop: AbortController): void {
    if (stop.signal.aborted) return;
    this.running = { rows, stop };
    this.report.requestUpdate();
  }

  private end(): void {
    this.running = undefined;
    this.report.requestUpdate();
  }
}
