/** How many a reply names of each kind: an authorization may concern thousands of services. */
const mostNamed = 100;

/** Warnings of one kind: `KIND:id` of the first ones, then how many more, `KIND:+n`. */
export function bounded<Kind extends string>(kind: Kind, ids: readonly string[]): `${Kind}:${string}`[] {
  const named = ids.slice(0, mostNamed);
  const more = ids.length - named.length;
  return [...named, ...(more > 0 ? [`+${more}`] : [])].map((what) => `${kind}:${what}` as const);
}
