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
    const found = (await response.json().catch(() => ({}))) as { issuer?: unknown; jwks_uri?: unknown };
    if (found.issuer !== issuer)
      return [fault(subject, `${url} names the issuer ${String(found.issuer)}: tokens of that one are refused.`, todo)];
    return typeof found.jwks_uri === "string"
      ? [ok(subject, `${issuer} says where its keys are.`)]
      : [fault(subject, `${url} names no keys (jwks_uri).`, todo)];
  } catch {
    return [notChecked(subject, `${url} can't be reached from here; API Gateway has to reach it.`)];
  }
}
