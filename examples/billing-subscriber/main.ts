/**
 * A billing engine's subscriber: keeps a cap for each confirmed authorization, whatever is told twice, late or in another order.
 *
 *   npm run -s example:subscriber -- --from http://127.0.0.1:3000   asks a local server every second; --once: asks once
 *   … | npm run -s example:subscriber                               reads events, one JSON a line, until the end
 *   --state FILE                                                    goes on where an earlier run ended
 *
 * Tells on stderr what each event did, and on stdout the caps when it ends.
 */
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { capsIn, heard, type State } from "./caps.ts";
import { capEvent, NotUnderstood } from "./event.ts";
import { readState, writeState } from "./state-file.ts";

const { values } = parseArgs({
  options: { from: { type: "string" }, once: { type: "boolean", default: false }, state: { type: "string" } },
});

let state: State = readState(values.state);
const notUnderstood = new Set<string>();

/** Stored before it is told: an event that was lost in between comes again. */
function take(event: unknown): void {
  try {
    const told = capEvent(event);
    if (told === null) return;
    const { state: after, outcome } = heard(state, told);
    if (after === state) return;
    writeState(values.state, after);
    state = after;
    console.error(`${outcome} ${told.eventId} ${told.authorizationId} version ${told.authorizationVersion}`);
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    // Where there is a queue, it throws instead: after some attempts the queue keeps the event for a person.
    const letter = JSON.stringify(event);
    if (!notUnderstood.has(letter)) console.error(`NOT UNDERSTOOD: ${error.message}`);
    notUnderstood.add(letter);
  }
}

/** The local server lists everything that passed its bus: what was heard before is told again each time. */
async function ask(server: string): Promise<void> {
  const response = await fetch(`${server}/local/events`);
  if (!response.ok) throw new Error(`${server} answered ${response.status}.`);
  const { items } = (await response.json()) as { readonly items: readonly unknown[] };
  items.forEach(take);
}

let ended = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (ended = true));

if (values.from === undefined) {
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== "") take(JSON.parse(line));
} else {
  do {
    await ask(values.from);
    if (!values.once && !ended) await setTimeout(1_000);
  } while (!values.once && !ended);
}
console.log(JSON.stringify(capsIn(state), null, 2));
process.exitCode = notUnderstood.size > 0 ? 1 : 0;
