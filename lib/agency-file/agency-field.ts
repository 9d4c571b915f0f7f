import * as z from "zod/mini";

/*
 * What a field of an agency's file may hold. Every refusal is a sentence that goes on from the field's name: "region must be …".
 */

export function isTimeZone(name: string): boolean {
  try {
    // Intl also takes offsets such as "+05:00", which know nothing of daylight saving: an agency names its place.
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined && /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

export function isHttpsUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

/** An origin is scheme, host and port: a path or a trailing slash never equals what a browser sends. */
export function isAllowedOrigin(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return (
    url.origin === text && (url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "localhost"))
  );
}

export function sentence(message: string) {
  return { error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? "is missing" : message) };
}

export function objectFault(message: string) {
  return {
    error: (issue: { readonly code?: string; readonly keys?: readonly string[] }) =>
      issue.code === "unrecognized_keys" ? `has unknown fields: ${issue.keys?.join(", ")}` : message,
  };
}

export function text(message: string, isRight: (value: string) => boolean) {
  return z.string(sentence(message)).check(z.refine(isRight, { error: message }));
}

/** Editors check the expression too: it stands in the JSON Schema. */
export function pattern(message: string, expression: RegExp) {
  return z.string(sentence(message)).check(z.regex(expression, { error: message }));
}

export function trueOrFalse() {
  return z.boolean("must be true or false");
}

/** Says what a field is for, in its JSON Schema and in docs/agency-file.md. */
export function field<Schema extends z.ZodMiniType>(description: string, schema: Schema): Schema {
  z.globalRegistry.add(schema, { description });
  return schema;
}
