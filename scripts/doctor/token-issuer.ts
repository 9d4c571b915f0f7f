import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

const patienceMillis = 5_000;

/** API Gateway reads an issuer's discovery document when the stack is made, and the keys it names at every call. */
export async function examineTokenIssuer(
  { tokenIssuer }: AgencyConfig,
  get: (url: string, options: { readonly signal: AbortSignal }) => Promise<Response> = fetch,
): Promise<Finding[]> {
  if (tokenIssuer === undefined) return [];
  const subject = "token issuer";
  const { issuer } = tokenIssuer;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const todo = "Correct tokenIssuer in the agency's file, or ask whoever runs the issuer.";
  try {
    const response = await get(url, { signal: AbortSignal.timeout(patienceMillis) });
    if (!response.ok) return [fault(subject, `${url} answers ${response.status}.`, todo)];
    const found = (await response.json().catch(() => ({}))) as Discovery;
    if (found.issuer !== issuer)
      return [fault(subject, `${url} names the issuer ${String(found.issuer)}: tokens of that one are refused.`, todo)];
    if (typeof found.jwks_uri !== "string") return [fault(subject, `${url} names no keys (jwks_uri).`, todo)];
    return [ok(subject, `${issuer} says where its keys are.`), ...signInFindings(subject, tokenIssuer, found)];
  } catch {
    return [notChecked(subject, `${url} can't be reached from here; API Gateway has to reach it.`)];
  }
}

interface Discovery {
  readonly issuer?: unknown;
  readonly jwks_uri?: unknown;
  readonly scopes_supported?: unknown;
  readonly revocation_endpoint?: unknown;
}

/** What keeps other tokens than access tokens out, and what ends a session. Neither has to be in the document. */
function signInFindings(
  subject: string,
  { scope }: NonNullable<AgencyConfig["tokenIssuer"]>,
  { scopes_supported: scopes, revocation_endpoint: revocation }: Discovery,
): Finding[] {
  const lists = Array.isArray(scopes) && scopes.includes(scope);
  return [
    scope !== undefined && lists
      ? ok(subject, `It gives the scope ${scope}.`)
      : notChecked(
          subject,
          scope === undefined
            ? "No scope tells its access tokens from others."
            : `It does not list the scope ${scope}.`,
          "Give it a scope for this API that the pages' client may ask for, and name that as tokenIssuer.scope.",
        ),
    typeof revocation === "string"
      ? ok(subject, "It takes tokens back when users sign out.")
      : notChecked(
          subject,
          "It names no place where tokens are taken back (revocation_endpoint).",
          "Keep its refresh tokens short: signing out does not end them.",
        ),
  ];
}
