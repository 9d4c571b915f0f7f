import { type Fault, isProblem, type KnownErrorCode } from "../../clients/typescript/src/index.ts";
import { failureSentence } from "./failure-sentence.ts";
import type { NamedFault } from "./faults-summary.ts";
import { formatDay } from "./format.ts";

/** Why nothing was saved: at each field, and what belongs to none. */
export interface FormFaults<Field extends string = never> {
  readonly fields: ReadonlyMap<Field, string>;
  readonly others: readonly string[];
}

export const noFaults: FormFaults = { fields: new Map<never, string>(), others: [] };

/** A reason that is about no field. */
export function faultOf(sentence: string): FormFaults {
  return { ...noFaults, others: [sentence] };
}

/** How the API's faults lead to the fields of a form. */
interface FormTerms<Field extends string> {
  readonly labelOf: (field: Field) => string;
  readonly fieldAt: (pointer: Fault["pointer"]) => Field | undefined;
  /** The field of an error that the API does not attribute to one. */
  readonly fieldOfCode: Readonly<Partial<Record<KnownErrorCode, Field>>>;
  /** In place of the API's own sentence. */
  readonly sentenceOfCode?: Readonly<Partial<Record<KnownErrorCode, string>>>;
}

export function formFaults<Field extends string>(error: unknown, terms: FormTerms<Field>): FormFaults<Field> {
  if (!isProblem(error)) return faultOf(failureSentence(error));
  const fields = new Map<Field, string>();
  const others: string[] = [];
  for (const { pointer, message } of error.faults) {
    const field = terms.fieldAt(pointer);
    const words = inWords(message);
    if (field === undefined) others.push(`${pointer} ${words}.`);
    else fields.set(field, [fields.get(field), `${terms.labelOf(field)} ${words}.`].filter(Boolean).join(" "));
  }
  if (error.faults.length === 0) {
    const field = terms.fieldOfCode[error.code];
    const sentence = terms.sentenceOfCode?.[error.code] ?? failureSentence(error);
    if (field === undefined) others.push(sentence);
    else fields.set(field, sentence);
  }
  return { fields, others };
}

/** Days as people read them, and not how programs write them. */
export function inWords(message: string): string {
  return message.replace(" written YYYY-MM-DD", "").replace(/\b\d{4}-\d\d-\d\d\b/g, formatDay);
}

/** In the order of the form; what belongs to no field comes first. */
export function namedFaults<Field extends string>(
  { fields, others }: FormFaults<Field>,
  order: readonly Field[],
): NamedFault[] {
  return [
    ...others.map((sentence) => ({ inputId: undefined, sentence })),
    ...order.flatMap((field) => {
      const sentence = fields.get(field);
      return sentence === undefined ? [] : [{ inputId: field, sentence }];
    }),
  ];
}
