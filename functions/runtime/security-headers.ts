/** On every reply: no browser guesses what it is, or asks this host without TLS. Two years, as browsers' own lists of such hosts ask for. */
export const securityHeaders = {
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
} as const;
