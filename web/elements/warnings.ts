import { counted, wordsOf } from "./format.ts";

/** What the warnings of one kind are about. */
interface About {
  readonly names: readonly string[];
  /** With those that the reply does not name. */
  readonly count: number;
}

const services = ({ count }: About) => counted(count, "service");

const sentences: Readonly<Record<string, (about: About) => string>> = {
  OVERLAPS: ({ names, count }) => {
    const more = count === names.length ? "" : ` and ${counted(count - names.length, "more authorization")}`;
    return `Its dates overlap those of authorization ${names.join(", ")}${more}, of the same insurance and procedure.`;
  },
  OUTSIDE_DATES: (about) => `It no longer holds on the days of ${services(about)}.`,
  PROCEDURE_CHANGED: (about) => `It no longer takes in the code of ${services(about)}.`,
  NO_AUTHORIZATION: (about) => `It could cover ${services(about)} that had no authorization.`,
  RETRO_WINDOW_PASSED: (about) => `The payer authorizes ${services(about)} so late no more.`,
  LONG_SPAN: () => "It holds for more than three years.",
  CLIENT_INACTIVE: () => "The client is inactive.",
  OUTSIDE_INSURANCE_DATES: ({ count }) =>
    count === 0
      ? "Its insurance is not in force on all of its days."
      : `It is not in force on all days of ${counted(count, "authorization")}.`,
  AUTHORIZATION_STRANDED: ({ count }) =>
    `Under it, ${counted(count, "open authorization")} can only be discontinued now.`,
};

/**
 * What the warnings of a reply say, a sentence for each kind: `KIND`, `KIND:id` of what it is about, `KIND:+4` of four that are
 * not named. One of a later release than this page is said by its own name.
 */
export function warningSentences(warnings: readonly string[], nameOf = (id: string): string => id): string[] {
  const kinds = new Map<string, About>();
  for (const warning of warnings) {
    const [kind = "", id] = warning.split(":");
    const { names, count } = kinds.get(kind) ?? { names: [], count: 0 };
    if (id === undefined) kinds.set(kind, { names, count });
    else if (id.startsWith("+")) kinds.set(kind, { names, count: count + Number(id) });
    else kinds.set(kind, { names: [...names, nameOf(id)], count: count + 1 });
  }
  return [...kinds].map(([kind, about]) =>
    Object.hasOwn(sentences, kind) ? (sentences[kind]?.(about) ?? "") : `${wordsOf({}, kind)}.`,
  );
}

/** Whether services were left without an authorization that holds for them. */
export function strandsServices(warnings: readonly string[]): boolean {
  return warnings.some((warning) => /^(OUTSIDE_DATES|PROCEDURE_CHANGED|NO_AUTHORIZATION):/.test(warning));
}
