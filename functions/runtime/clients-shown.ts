/** Ids of the clients that a body tells of, each once: of every item of a list, of whatever is inside it. */
export function clientIdsIn(body: unknown): string[] {
  if (typeof body !== "object" || body === null) return [];
  const ids = Object.entries(body).flatMap(([name, inner]) =>
    name === "clientId" && typeof inner === "string" ? [inner] : clientIdsIn(inner),
  );
  return [...new Set(ids)];
}
