/** What a deployment would change in one stack. */
export interface StackDiff {
  readonly stackName: string;
  /** What the CDK says; undefined when the stack is not deployed yet. */
  readonly changes: string | undefined;
  readonly resources: number;
}

/** A comment of GitHub takes 65,536 characters for all agencies. */
const mostCharacters = 20_000;

const nothing = /^There were no differences$/m;

/** A part of a pull request's comment: one line where nothing changes, else the changes, folded. */
export function diffReport(agency: string, diffs: readonly StackDiff[]): string {
  const changed = diffs.filter(({ changes }) => changes === undefined || !nothing.test(changes));
  if (changed.length === 0) return `**${agency}**: nothing changes.\n`;
  const parts = changed.map(({ stackName, changes, resources }) =>
    changes === undefined
      ? `${stackName} is not deployed yet: ${resources} resources.`
      : `${stackName}\n\n${fenced(shortened(changes.trim()))}`,
  );
  const summary = `<b>${agency}</b>: ${changed.map(({ stackName }) => stackName).join(", ")}`;
  return `<details><summary>${summary}</summary>\n\n${parts.join("\n\n")}\n\n</details>\n`;
}

function shortened(text: string): string {
  if (text.length <= mostCharacters) return text;
  return `${text.slice(0, mostCharacters)}\n… ${text.length - mostCharacters} more characters: see the job's log.`;
}

/** A fence longer than any in the text: whatever a template holds stays text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
