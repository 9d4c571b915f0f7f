import { html, nothing, type TemplateResult } from "lit";
import type { Client } from "../../clients/typescript/src/index.ts";

type Marked = Pick<Client, "isRestricted" | "isOnLegalHold">;

/** How a client's record is to be handled, as everybody sees it; empty: as any other. Why, only who manages records may read. */
export function handlingMarks({ isRestricted, isOnLegalHold }: Marked): string {
  return [
    ...(isRestricted ? ["Restricted: ask before anything is used or disclosed"] : []),
    ...(isOnLegalHold ? ["Legal hold: nothing may be deleted"] : []),
  ].join(" · ");
}

export function handlingMark(marked: Marked | undefined): TemplateResult | typeof nothing {
  const marks = marked === undefined ? "" : handlingMarks(marked);
  return marks === "" ? nothing : html`<p class="marks" part="marks"><strong>${marks}</strong></p>`;
}
