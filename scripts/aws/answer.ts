import type { Aws } from "./command-line-tool.ts";

/** An answer of AWS, or that there was none: its code, such as AccessDenied, and what the tool said. */
export type Answer<Body> =
  | { readonly body: Body }
  | { readonly body?: undefined; readonly code: string; readonly says: string };

/** Asks without failing: some answers are refusals that say as much. */
export function ask<Body>(aws: Aws, args: readonly string[]): Answer<Body> {
  try {
    return { body: aws(args) as Body };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [says = said] = said.split("\n").filter((line) => line.trim() !== "");
    return { code: /\((\w+)\) when calling/.exec(said)?.[1] ?? "", says };
  }
}
