import * as z from "zod/mini";

/** A rule of what is entered. It may be made stricter at any time: what was entered before stays readable by `asStored`. */
export const entryRule = <Value>(holds: (value: Value) => boolean, error: string | z.core.$ZodErrorMap) =>
  z.refine<Value>(holds, { error, params: { isEntryRule: true } });

/** Whether a schema has a rule of entry, which is then none of what is stored. */
export const hasEntryRule = ({ _zod }: z.core.$ZodType): boolean =>
  _zod.def.checks?.some((check) => (check._zod.def as z.core.$ZodCustomDef).params?.["isEntryRule"]) ?? false;

const isOfEntryAlone = (issue: z.core.$ZodIssue) => issue.code === "custom" && issue.params?.["isEntryRule"] === true;

/** No error of zod's own: whoever names `z.core` as a value makes every function carry all of zod, and 60 languages. */
function misfit(issues: readonly z.core.$ZodIssue[]): Error {
  return new Error(issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim()).join("; "));
}

/** The value itself, if it is what a schema describes, apart from the rules of entry. The schema transforms nothing. */
export function asStored<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  refusal = misfit,
): z.output<Schema> {
  const issues = schema.safeParse(value).error?.issues ?? [];
  const broken = issues.filter((issue) => !isOfEntryAlone(issue));
  if (broken.length > 0) throw refusal(broken);
  return value as z.output<Schema>;
}
