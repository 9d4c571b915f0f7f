/**
 * Headers with a trace (W3C trace context): the caller's own, else one that begins with this call. All attempts of a call have
 * the same, so that one id finds everything it leads to, up to billing.
 */
export function traced(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const hasOne = Object.keys(headers).some((name) => name.toLowerCase() === "traceparent");
  return hasOne ? headers : { ...headers, traceparent: `00-${randomHex(16)}-${randomHex(8)}-01` };
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
