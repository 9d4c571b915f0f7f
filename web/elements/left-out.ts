import { html, nothing, type TemplateResult } from "lit";
import type { Unreadable } from "../../clients/typescript/src/index.ts";

/** What a reply leaves out, so that nobody takes it for missing; empty where it has all. */
export function leftOutSentence(unreadable: readonly Unreadable[] = []): string {
  const named = unreadable.map(({ kind, id }) => `${kind} ${id}`).join(", ");
  return named && `Stored, and can't be read or shown: ${named}. Until it is mended, this client can't be changed.`;
}

/** The same, above what is shown. */
export function leftOut(unreadable: readonly Unreadable[] | undefined): TemplateResult | typeof nothing {
  const sentence = leftOutSentence(unreadable);
  return sentence === "" ? nothing : html`<p class="notice alert" part="notice" role="alert">${sentence}</p>`;
}
