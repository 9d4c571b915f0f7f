/**
 * Writes the file of a new agency: `npm run agency:new` asks for each field and checks each answer at once;
 * `npm run agency:new -- --agency-id x --region us-east-1 …` asks nothing, takes defaults for the rest and names every fault.
 * Exits with 1, and nothing written, when answers end too soon, a flag can't be used, or the id is taken.
 */
import { relative } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { agenciesDirectory } from "../lib/agency-file/agency-files.ts";
import { askedAgency, flaggedAgency, NotWritten, writeAgency } from "./agency/new-agency.ts";
import { type Draft, questions } from "./agency/questions.ts";

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      // For tests, and for files that are kept apart from this repository.
      directory: { type: "string", default: agenciesDirectory },
      ...Object.fromEntries(questions.map(({ flag }) => [flag, { type: "string" } as const])),
    },
  });
  const { help, directory, ...flags } = values as { help?: boolean; directory: string } & Record<string, string>;
  if (help) return usage();
  const draft = Object.keys(flags).length > 0 ? flaggedAgency(flags, directory) : await asked(directory);
  const { agencyId, file } = writeAgency(draft, directory);
  console.log(
    [
      `Wrote ${relative(process.cwd(), file)}. Next:`,
      `  npm run doctor -- --agency ${agencyId}    what stands between it and a running agency`,
      `  npm run synth -- --agency ${agencyId}     its templates, to read`,
      "docs/deploying.md goes on from there.",
    ].join("\n"),
  );
}

async function asked(directory: string): Promise<Draft> {
  console.log("An empty answer takes what is in brackets. docs/agency-file.md says what each field is for.\n");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Begun before any file is read, so that lines which are typed early wait here.
  const typed = lines[Symbol.asyncIterator]();
  try {
    return await askedAgency(
      async (prompt) => {
        lines.setPrompt(prompt);
        lines.prompt();
        const { done, value } = await typed.next();
        return done ? undefined : value;
      },
      (line) => console.log(line),
      directory,
    );
  } finally {
    lines.close();
  }
}

function usage(): void {
  console.log("npm run agency:new, or with any of these flags, without questions:");
  for (const { flag, asks } of questions) console.log(`  --${flag.padEnd(20)}${asks}`);
}

try {
  await run();
} catch (error) {
  const isOurs = error instanceof NotWritten || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  if (!isOurs) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
