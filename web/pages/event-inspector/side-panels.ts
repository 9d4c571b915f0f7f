import { html, nothing, type TemplateResult } from "lit";
import { counted } from "../../elements/format.ts";
import { eventName } from "./event-facts.ts";
import type { DeadLetter } from "./local-console.ts";

/** What each job is for; one that is not named here runs all the same. */
const purposes: Readonly<Record<string, string>> = {
  resend: "Publishes what could not be published at once",
  reconcile: "Finds caps that differ from their authorizations",
  remind: "Gives alerts of what expires or runs low",
  backfill: "Brings items of an older release up to date",
};

/** What was given up, and the way back into the queue. */
export function deadLettersPanel(
  deadLetters: readonly DeadLetter[],
  isBusy: boolean,
  redrive: () => void,
): TemplateResult {
  return html`<section class="panel" aria-labelledby="dead-heading">
    <h3 id="dead-heading" tabindex="-1">Dead letters</h3>
    ${
      deadLetters.length === 0
        ? html`<p class="muted">None: nothing was given up.</p>`
        : html`<p>${counted(deadLetters.length, "message")} given up.</p>
            <ul class="letters">
              ${deadLetters.map(
                (letter) => html`<li>
                  <b>${letterName(letter)}</b>
                  <span class="below">${letter.queue}, tried ${counted(letter.receiveCount, "time")}</span>
                  ${letter.code === undefined ? nothing : html`<span class="below"><code>${letter.code}</code> ${letter.pointer && html`<code>${letter.pointer}</code>`}</span>`}
                  ${letter.error === undefined ? nothing : html`<span class="error">${letter.error}</span>`}
                </li>`,
              )}
            </ul>
            <p class="actions">
              <button type="button" class="primary" aria-disabled=${isBusy} @click=${redrive}>Redrive all dead letters</button>
            </p>`
    }
  </section>`;
}

function letterName({ body }: DeadLetter): string {
  const { "detail-type": detailType = "Message", detail } = (body ?? {}) as {
    "detail-type"?: string;
    detail?: unknown;
  };
  return eventName({ detailType, detail });
}

/** The scheduled jobs, each to be run now. */
export function jobsPanel(
  jobs: readonly string[],
  running: string | undefined,
  said: string,
  run: (job: string) => void,
): TemplateResult {
  return html`<section class="panel" aria-labelledby="jobs-heading">
    <h3 id="jobs-heading">Jobs</h3>
    <ul class="jobs">
      ${jobs.map(
        (job) => html`<li>
          <button type="button" aria-disabled=${running !== undefined} @click=${() => run(job)}>
            ${running === job ? `Running ${job} …` : `Run ${job}`}
          </button>
          <span class="muted small">${purposes[job] ?? nothing}</span>
        </li>`,
      )}
    </ul>
    <p role="status" class="said">${said}</p>
  </section>`;
}

/** What a job answered, as words: `resend: sent 0`. */
export function jobSentence(job: string, result: unknown): string {
  const fields = typeof result === "object" && result !== null ? Object.entries(result) : [];
  const told = fields.map(
    ([name, value]) => `${words(name)} ${typeof value === "boolean" ? (value ? "yes" : "no") : value}`,
  );
  return told.length === 0 ? `${job} is done.` : `${job} is done: ${told.join(", ")}.`;
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
