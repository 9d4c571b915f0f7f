/**
 * What every answer of the web site says to the browser: nothing but the site's own files runs, and nothing else is
 * asked than the site itself and the named origins. No inline script and no inline style is allowed, by which injected
 * markup could do anything: the elements' styles are constructed style sheets, which need no exception.
 * @param connectOrigins of the API and the token issuer, where they are not the site's own
 */
export function webSecurityHeaders(connectOrigins: readonly string[] = []): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src ${["'self'", ...connectOrigins].join(" ")}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // The elements' file and the pages' scripts each have a lit, and each lit names this policy.
    "trusted-types lit-html 'allow-duplicates'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
