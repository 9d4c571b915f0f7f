import type { DeadLetter as LocalDeadLetter } from "../../local/messaging/queue.ts";
import { aboutBody, type DeadLetter, givenUpFor } from "./dead-letter.ts";

async function answer(url: string, method: "GET" | "POST"): Promise<unknown> {
  const response = await fetch(url, { method }).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${url}: is npm start running there?`, { cause });
  });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}.`);
  return response.json();
}

/** The dead letters of a local server. */
export async function localDeadLetters(baseUrl: string): Promise<DeadLetter[]> {
  const { items } = (await answer(`${baseUrl}/local/dead-letters`, "GET")) as { items: LocalDeadLetter[] };
  return items.map(({ queue, messageId, receiveCount, sentAt, body, ...letter }) => ({
    queue,
    messageId,
    attempts: receiveCount,
    sentAt,
    reason: givenUpFor(letter) ?? letter.error ?? "unknown",
    about: aboutBody(body),
  }));
}

/** Sends all of them back to the queues they came from; answers how many. */
export async function redriveLocally(baseUrl: string): Promise<number> {
  const { redriven } = (await answer(`${baseUrl}/local/dead-letters/redrive`, "POST")) as { redriven: number };
  return redriven;
}
