import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Backfill } from "../../domain/backfill.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import { deployedOfType } from "../aws/deployed-stack.ts";

/** Asks the job `backfill` for something, and answers how it stands afterwards; null: there is none. */
export type AskJob = (input: object) => Promise<Backfill | null>;

/** The job of a local server. */
export function localJob(baseUrl: string): AskJob {
  const url = `${baseUrl}/local/jobs/backfill`;
  return async (input) => {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(input) }).catch((cause: unknown) => {
      throw new Error(`Nothing answers at ${baseUrl}: is npm start running there?`, { cause });
    });
    const answer = (await response.json()) as { result: Backfill | null; detail?: string };
    if (!response.ok) throw new Error(answer.detail ?? `POST ${url} answered ${response.status}.`);
    return answer.result;
  };
}

/** The job of a deployed stack: its function, called by whoever is signed in, with no right to the table. */
export function deployedJob(aws: Aws, stackName: string): AskJob {
  const functions = deployedOfType(aws, stackName, "AWS::Lambda::Function");
  const found = functions.find(({ LogicalResourceId }) => LogicalResourceId.startsWith("Functionsbackfill"));
  if (!found) throw new Error(`The stack ${stackName} has no function backfill: deploy this release first.`);
  return async (input) => invoked(aws, found.PhysicalResourceId, input);
}

function invoked(aws: Aws, functionName: string, input: object): Backfill | null {
  const directory = mkdtempSync(join(tmpdir(), "backfill-"));
  const file = join(directory, "answer");
  try {
    const call = ["lambda", "invoke", "--function-name", functionName, file];
    const { FunctionError } = aws(call, { payload: JSON.stringify(input) }) as { FunctionError?: string };
    const answer = JSON.parse(readFileSync(file, "utf8"));
    if (FunctionError !== undefined) throw new Error(String(answer?.errorMessage ?? FunctionError));
    return answer;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
