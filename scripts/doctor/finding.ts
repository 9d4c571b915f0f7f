/** What the doctor found out about one thing, in words for whoever is about to deploy. */
export interface Finding {
  readonly subject: string;
  /** NOT_CHECKED is no fault: nothing is known, and why. */
  readonly state: "OK" | "FAULT" | "NOT_CHECKED";
  readonly says: string;
  /** What to do about it. */
  readonly todo?: string;
}

const words = { OK: "ok", FAULT: "FAULT", NOT_CHECKED: "not checked" } as const;
const stateWidth = 13;
const subjectWidth = 14;

export const ok = (subject: string, says: string): Finding => ({ subject, state: "OK", says });
export const fault = (subject: string, says: string, todo: string): Finding => ({
  subject,
  state: "FAULT",
  says,
  todo,
});
export const notChecked = (subject: string, says: string, todo?: string): Finding => ({
  subject,
  state: "NOT_CHECKED",
  says,
  ...(todo !== undefined && { todo }),
});

export function lineOf({ subject, state, says, todo }: Finding): string {
  const line = `${words[state].padEnd(stateWidth)}${subject.padEnd(subjectWidth)}${says}`;
  return todo === undefined ? line : `${line}\n${" ".repeat(stateWidth + subjectWidth)}-> ${todo}`;
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  const faults = count("FAULT");
  return `${faults} ${faults === 1 ? "fault" : "faults"}, ${count("NOT_CHECKED")} not checked, ${count("OK")} ok.`;
}
