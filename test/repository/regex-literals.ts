/** After these a slash begins a regular expression; after a name, a number or a bracket that closes it divides. */
const beforeLiteral = /(?:^|[([{,;:=?!&|>+]|\breturn)\s*$/;

const pieces = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)`,
    String.raw`(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`,
    String.raw`(?<slash>\/(?<source>(?:[^[/\\\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/(?<flags>[a-z]*))`,
  ].join("|"),
  "g",
);

/** Every regular expression that stands in a TypeScript source between slashes. */
export function regexLiterals(source: string): RegExp[] {
  const found: RegExp[] = [];
  pieces.lastIndex = 0;
  for (let piece = pieces.exec(source); piece !== null; piece = pieces.exec(source)) {
    const { slash, source: pattern = "", flags } = piece.groups ?? {};
    if (slash === undefined) continue;
    if (beforeLiteral.test(source.slice(Math.max(0, piece.index - 20), piece.index)))
      found.push(new RegExp(pattern, flags));
    // A division: go on behind its sign.
    else pieces.lastIndex = piece.index + 1;
  }
  return found;
}
