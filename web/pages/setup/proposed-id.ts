/** The longest id that the API takes has 64 characters; a few are left for a number behind it. */
const longest = 60;

/** Letters that Unicode does not take for a letter with an accent, and people do. */
const plainLetters: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe" };

/**
 * An id made of a name: lower case, words joined by hyphens, and none that is taken, in whatever case. Empty when the name
 * has no letter or digit that an id may have.
 */
export function proposedId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[øłđßæœ]/g, (letter) => plainLetters[letter] ?? letter);
  const words = plain
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .reduce((id, word) => (id === "" ? word.slice(0, longest) : joined(id, word)), "");
  if (words === "") return "";
  const isTaken = (id: string) => taken.some((one) => one.toLowerCase() === id);
  let proposed = words;
  for (let number = 2; isTaken(proposed); number++) proposed = `${words}-${number}`;
  return proposed;
}

/** Whole words alone: half a word is harder to recognise than none. */
function joined(id: string, word: string): string {
  return id.length + 1 + word.length <= longest ? `${id}-${word}` : id;
}
