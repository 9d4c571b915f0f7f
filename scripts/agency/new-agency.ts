import { linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { agenciesWithId, knownAgencies } from "../../lib/agency-file/agency-files.ts";
import { type Draft, type Question, questions } from "./questions.ts";

/** The next line that somebody typed; undefined when there is none any more. */
export type NextAnswer = (prompt: string) => Promise<string | undefined>;

/** Nothing was written, and the message says why. */
export class NotWritten extends Error {
  override readonly name = "NotWritten";
}

/**
 * Asks question by question, each until its answer can be used.
 * @throws NotWritten when the answers end before the questions
 */
export async function askedAgency(answer: NextAnswer, tell: (line: string) => void, directory: string): Promise<Draft> {
  let draft: Draft = {};
  for (const question of questions) {
    if (question.isAsked?.(draft) === false) continue;
    for (;;) {
      const line = await answer(promptOf(question, draft));
      if (line === undefined) throw new NotWritten("The answers ended before the questions: nothing was written.");
      const answered = withAnswer(draft, question, line.trim());
      const faults = faultsOf(answered, question, directory);
      if (faults.length === 0) {
        draft = answered;
        break;
      }
      for (const fault of faults) tell(`  ${question.path.join(".")} ${fault}`);
    }
  }
  return draft;
}

/**
 * The agency that flags describe; questions without a flag take their default.
 * @throws NotWritten with the faults of all flags
 */
export function flaggedAgency(flags: Readonly<Record<string, string | undefined>>, directory: string): Draft {
  let draft: Draft = {};
  for (const question of questions) {
    const flag = flags[question.flag];
    // A flag that does not fit the others is refused by the schema, not ignored.
    if (flag === undefined && question.isAsked?.(draft) === false) continue;
    draft = withAnswer(draft, question, flag?.trim() ?? "");
  }
  const faults = [
    ...issuesOf(draft).map(({ path, message }) => `--${flagFor(path)} ${message}`),
    ...takenBy(draft, directory).map((fault) => `--agency-id ${fault}`),
  ];
  if (faults.length > 0) throw new NotWritten(["Nothing was written:", ...faults].join("\n  "));
  return draft;
}

/**
 * Writes the agency's file, whole or not at all, and never over another.
 * @throws NotWritten when there is one already
 */
export function writeAgency(draft: Draft, directory: string): { readonly agencyId: string; readonly file: string } {
  const { agencyId } = AgencyConfig.parse(draft);
  const file = join(directory, `${agencyId}.json`);
  const half = mkdtempSync(join(directory, ".new-agency-"));
  try {
    writeFileSync(join(half, "file"), fileText(draft));
    // Unlike a rename, a link never replaces a file.
    linkSync(join(half, "file"), file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new NotWritten(`${file} is there already: nothing was written.`, { cause });
  } finally {
    rmSync(half, { recursive: true });
  }
  return { agencyId, file };
}

function promptOf({ asks, byDefault }: Question, draft: Draft): string {
  return `${asks} [${byDefault(draft) ?? ""}]: `;
}

function withAnswer(draft: Draft, { path, byDefault, read }: Question, answer: string): Draft {
  const said = answer === "" ? byDefault(draft) : answer;
  const value = said === undefined ? undefined : read(said);
  return value === undefined ? draft : withField(draft, path, value);
}

function withField(part: Draft, [field = "", ...inner]: readonly string[], value: unknown): Draft {
  return { ...part, [field]: inner.length === 0 ? value : withField((part[field] ?? {}) as Draft, inner, value) };
}

function issuesOf(draft: Draft) {
  return AgencyConfig.safeParse(draft).error?.issues ?? [];
}

type IssuePath = readonly PropertyKey[];
const isOf = ({ path }: Question, issuePath: IssuePath) => isDeepStrictEqual([...path], [...issuePath]);

function flagFor(path: IssuePath): string {
  const exact = questions.find((question) => isOf(question, path));
  return (exact ?? questions.find((question) => question.path[0] === path[0]))?.flag ?? path.join(".");
}

/** What the schema finds wrong with this answer by itself or beside those before. Questions to come have no fault yet. */
function faultsOf(draft: Draft, asked: Question, directory: string): string[] {
  const { path } = asked;
  const faults = issuesOf(draft).filter(
    (issue) =>
      path.every((part, depth) => issue.path.length === depth || issue.path[depth] === part) &&
      !questions.some((other) => other !== asked && isOf(other, issue.path)),
  );
  return [...faults.map(({ message }) => message), ...(path[0] === "agencyId" ? takenBy(draft, directory) : [])];
}

function takenBy({ agencyId }: Draft, directory: string): string[] {
  const named = knownAgencies(directory).filter((name) => name === agencyId);
  const [taken] = [...agenciesWithId(String(agencyId), directory), ...named];
  return taken === undefined ? [] : [`is taken by ${taken}.json`];
}

const lineWidth = 120;

/** As the formatter leaves it: one line for each value that fits on one. */
function fileText(draft: Draft): string {
  return `${expanded({ $schema: "../agency.schema.json", ...draft }, "")}\n`;
}

function expanded(value: object, indent: string): string {
  const within = `${indent}  `;
  const lines = Object.entries(value).map(([name, each]) => {
    const start = Array.isArray(value) ? within : `${within}"${name}": `;
    const inOne = inOneLine(each);
    // A comma may follow.
    const fits = start.length + inOne.length < lineWidth || typeof each !== "object";
    return `${start}${fits ? inOne : expanded(each, within)}`;
  });
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, each]) => `"${name}": ${inOneLine(each)}`);
  return `{ ${fields.join(", ")} }`;
}
