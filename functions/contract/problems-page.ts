import type { ProblemMeaning } from "../../api/documents.ts";

/** A page that explains each code; the `type` of a problem leads to it. It runs nothing and loads nothing. */
export function problemsPage(problems: readonly ProblemMeaning[]): string {
  const entries = problems.map(
    ({ code, status, title, meaning, remedy }) =>
      `<h2 id="${code}">${code}</h2>\n<p>${status} ${escaped(title)}. ${escaped(meaning)}</p>\n<p>What to do: ${escaped(remedy)}</p>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Problems of the Prior-Authorization Tracker API</title>
<h1>Problems</h1>
<p>Every reason for which the API refuses something. Programs decide by <code>code</code>.</p>
${entries.join("\n")}
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Nothing may run on the page, and nobody may frame it. */
export const pageHeaders = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

/** Whether a browser asks: it names `text/html` first, programs name JSON or nothing. */
export function wantsPage(accept: string | undefined): boolean {
  const [first = ""] = (accept ?? "").split(",");
  return first.split(";")[0]?.trim().toLowerCase() === "text/html";
}
