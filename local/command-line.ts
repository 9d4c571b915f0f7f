import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isCalendarDate } from "../domain/calendar.ts";
import { StartError } from "./start-error.ts";
import type { PageLogin } from "./tokens/outside-issuer.ts";

export interface CommandLine {
  readonly help: boolean;
  readonly port: number;
  readonly today?: string;
  readonly dataDir?: string;
  /** The sample to load into an empty table; null leaves it empty. */
  readonly sample: string | null;
  readonly login?: PageLogin;
  readonly throttled: boolean;
}

export const usage = `Runs the Prior-Authorization Tracker on this machine.

  npm start -- [flags]

  --port N             the port to listen on (3000; 0 takes any free one)
  --today YYYY-MM-DD   fixes the clock's day, and leaves the sample's days as they are
  --empty              loads no sample
  --sample FILE        loads another sample agency
  --token-issuer URL   users of the pages sign in there (OpenID Connect); its tokens count beside those of /local/token
  --client-id ID       what that issuer knows the pages as; the address to return to is http://127.0.0.1:<port>/
  --throttled          the API takes no more calls in a second than on AWS, and answers 429 beyond
  --data-dir DIR       keeps the data between runs (without it everything is in memory)
  --help               shows this

  DYNAMODB_ENDPOINT    in the environment: a DynamoDB-compatible engine to use instead of the built-in one
`;

const demoAgency = join(import.meta.dirname, "sample", "sample-agency.json");

/**
 * Reads the flags of `npm start`.
 * @throws StartError with the first fault and what would be right
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { help, empty, port, today, sample, throttled, "data-dir": dataDir, ...others } = parsed(args);
  if (help) {
    return { help: true, port: 0, sample: null, throttled: false };
  }
  const { "token-issuer": issuer, "client-id": clientId } = others;
  const faults: readonly (readonly [isThere: boolean, sentence: string])[] = [
    [!/^\d{1,5}$/.test(port) || Number(port) > 65_535, `--port ${port} is no port: give a number from 0 to 65535.`],
    [
      today !== undefined && !isCalendarDate(today),
      `--today ${today} is no day: give a real one, written like 2026-03-16.`,
    ],
    [dataDir === "", "--data-dir is empty: name a directory."],
    [empty && sample !== undefined, "--empty and --sample exclude each other: give one of them."],
    [
      (issuer === undefined) !== (clientId === undefined),
      "--token-issuer and --client-id belong together: give both of them.",
    ],
    [
      issuer !== undefined && !URL.canParse(issuer),
      `--token-issuer ${issuer} is no address: give one such as https://login.example.org.`,
    ],
  ];
  const [, sentence] = faults.find(([isThere]) => isThere) ?? [];
  if (sentence !== undefined) {
    throw new StartError(sentence);
  }
  return {
    help: false,
    port: Number(port),
    throttled,
    sample: empty ? null : checkedSample(sample ?? demoAgency),
    ...(today !== undefined && { today }),
    ...(dataDir !== undefined && { dataDir: resolve(dataDir) }),
    ...(issuer !== undefined && clientId !== undefined && { login: { issuer, clientId } }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "3000" },
        today: { type: "string" },
        empty: { type: "boolean", default: false },
        sample: { type: "string" },
        "data-dir": { type: "string" },
        throttled: { type: "boolean", default: false },
        "token-issuer": { type: "string" },
        "client-id": { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    // Node's own sentence says which flag; of its advice only the first sentence fits.
    const [fault = ""] = (error as Error).message.split(/\.\s|\n/);
    throw new StartError(`${fault.replace(/\.$/, "")}: see npm start -- --help.`, { cause: error });
  }
}

function checkedSample(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "is not there" : "can't be read";
    throw new StartError(`The sample ${file} ${reason}: name a file with --sample, or start with --empty.`, { cause });
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new StartError(`The sample ${file} is not JSON: mend it, or start with --empty.`, { cause });
  }
  return resolve(file);
}
