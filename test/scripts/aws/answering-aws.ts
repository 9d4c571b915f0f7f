import type { Aws } from "../../../scripts/aws/command-line-tool.ts";

/** What AWS answers to a command such as "sts get-caller-identity": its body, a refusal, or by the arguments. */
export type Answers = Readonly<Record<string, object | Error | ((args: readonly string[]) => object)>>;

/** A refusal as the command line tool tells it. */
export function refusal(code: string, says = "refused"): Error {
  return new Error(`aws some command: An error occurred (${code}) when calling the Some operation: ${says}`);
}

/** An AWS that knows these answers alone. */
export function answering(answers: Answers): Aws {
  return (args) => {
    const command = args.slice(0, 2).join(" ");
    const answer = answers[command] ?? new Error(`aws ${command}: nobody expected this.`);
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(args) : answer;
  };
}
