import type { Schema } from "./schema.ts";
import { eventTakenIn, publishedEvent, schemaBreaks } from "./schema-breaks.ts";

/** The published events: the schema of each detail by `<detail-type>.v<schemaVersion>`, and who sends which. */
export interface EventContract {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** An AsyncAPI document. */
  readonly asyncapi: { readonly operations: Readonly<Record<string, AsyncOperation>> };
}

interface AsyncOperation {
  readonly action: "send" | "receive";
  readonly messages: readonly { readonly $ref: string }[];
}

/** Every way in which events break those who read or send them as an older contract says. */
export function eventBreaks(before: EventContract, after: EventContract): string[] {
  return Object.entries(before.schemas).flatMap(([event, schema]) => {
    const name = event.replace(/\.v\d+$/, "");
    const now = after.schemas[event];
    const [older, newer] = [actionOf(before, name), actionOf(after, name)];
    if (now === undefined || newer === undefined) {
      return [`${event}: the event is gone`];
    }
    if (older !== newer) {
      return [`${event}: we ${older} it no more`];
    }
    const way = older === "send" ? publishedEvent : eventTakenIn;
    const found = schemaBreaks({ schema, document: schema }, { schema: now, document: now }, way);
    return found.map((each) => `${event}: ${each}`);
  });
}

function actionOf({ asyncapi }: EventContract, name: string): AsyncOperation["action"] | undefined {
  const operations = Object.values(asyncapi.operations);
  return operations.find(({ messages }) => messages.some(({ $ref }) => $ref.endsWith(`/${name}`)))?.action;
}
