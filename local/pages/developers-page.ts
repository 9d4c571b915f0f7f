import type { LocalStack } from "../stack-interface.ts";

type Page = Pick<LocalStack, "baseUrl" | "stackName" | "timeZone" | "today" | "functions" | "jobs">;

/** Three lines for a shell: a token, the demo agency's authorization that can be confirmed, and its cap. */
export function firstSteps(baseUrl: string): string[] {
  const client = `${baseUrl}/v1/clients/C1004`;
  return [
    `TOKEN=$(curl -s ${baseUrl}/local/token -d '{"userId":"demo","permissions":["clients:read","auths:confirm"]}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -sw '\\n' -X POST ${client}/authorizations/A3012/confirm -H "Authorization: Bearer $TOKEN" -H 'If-Match: "1"'`,
    `curl -sw '\\n' ${client}/insurances/I2005/caps -H "Authorization: Bearer $TOKEN"`,
  ];
}

export function homePage({ baseUrl, stackName, timeZone, today, functions, jobs }: Page): string {
  const links = [
    ["/docs", "API reference"],
    ["/v1/openapi.json", "OpenAPI document of this stack"],
    ["/local/events", "Events that passed the bus, and what became of each"],
    ["/local/dead-letters", "Dead letters"],
    ["/local/alarms", "How the alarms stand here, and what each is about"],
    ["/local/metrics", "What CloudWatch would have been told"],
  ] as const;
  return page(
    "Prior-Authorization Tracker, on this machine",
    `<p>Stack <b>${escaped(stackName)}</b>, today is <b>${today()}</b> in ${escaped(timeZone)}. API: <code>${escaped(baseUrl)}/v1</code></p>
<ul>${links.map(([path, what]) => `<li><a href="${path}">${path}</a> ${what}</li>`).join("")}
<li><code>POST /local/token</code> gives a token, <code>POST /local/events</code> puts an event on the bus, <code>POST /local/dead-letters/redrive</code> tries dead letters anew</li>
<li>Jobs, by <code>POST /local/jobs/{name}</code>: ${jobs.map(escaped).join(", ") || "none"}</li>
<li>Functions: ${functions.names.map(escaped).join(", ")}</li></ul>
<h2>First steps</h2>
<pre>${firstSteps(baseUrl).map(escaped).join("\n")}</pre>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color-scheme: light dark; }
  pre { overflow-x: auto; padding: 1rem; border: 1px solid; }
  td { padding: .3rem .8rem .3rem 0; vertical-align: top; }
</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
