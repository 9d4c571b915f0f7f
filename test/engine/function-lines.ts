/** A line that a function wrote, and which one. */
type FunctionLine = Readonly<Record<string, unknown>> & { readonly functionName: string };

/** Takes what functions log, line by line, for `startAgency`. What is no JSON is the runtime's and left aside. */
export function functionLines() {
  const lines: FunctionLine[] = [];
  const log = (line: string) => {
    const [, functionName, text] = /^\[([\w-]+)\] (\{.*\})$/.exec(line) ?? [];
    if (functionName !== undefined && text !== undefined) lines.push({ ...JSON.parse(text), functionName });
  };
  return { lines, log };
}
