/** `npm run simulate -- --seed 17`: one run, whose end it prints; `--journal FILE` keeps all that was written and published. */
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { type RunOptions, run } from "./run.ts";
import { silenced } from "./silence.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    confirmations: { type: "string", default: "2000" },
    harsh: { type: "boolean", default: false },
    "bus-outage-hours": { type: "string" },
    reallocations: { type: "string" },
    replay: { type: "string" },
    journal: { type: "string" },
  },
});
const { "bus-outage-hours": busOutageHours, reallocations, replay, journal } = values;
if (replay !== undefined && replay !== "at-once" && replay !== "after-a-month")
  throw new Error("--replay is at-once or after-a-month.");
const journalFile = journal === undefined ? undefined : createWriteStream(journal);
const options: RunOptions = {
  seed: Number(values.seed),
  confirmations: Number(values.confirmations),
  isHarsh: values.harsh,
  ...(busOutageHours !== undefined && { busOutageHours: Number(busOutageHours) }),
  ...(reallocations !== undefined && { reallocations: Number(reallocations) }),
  ...(replay !== undefined && { replay }),
  ...(journalFile !== undefined && { witness: (line: string) => journalFile.write(`${line}\n`) }),
};
try {
  const result = await silenced(() => run(options));
  console.log(JSON.stringify(result, null, 2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
