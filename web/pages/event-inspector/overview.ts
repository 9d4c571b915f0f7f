import type { TemplateResult } from "lit";
import { counted, formatAmount } from "../../elements/format.ts";
import type { Stage } from "./event-stages.ts";
import { flow } from "./flow.ts";
import type { DeadLetter, EventLog } from "./local-console.ts";

/** How all events together stand: from confirm to cap. Of a long log the newest are counted, and it says so. */
export function overviewStages({ items: events, total }: EventLog, deadLetters: readonly DeadLetter[]): Stage[] {
  const of = (type: string) => events.filter(({ detailType }) => detailType === type).length;
  const deliveries = events.flatMap((event) => event.deliveries);
  const underWay = deliveries.filter(({ outcome }) => outcome === "queued" || outcome === "failed");
  const failing = underWay.filter(({ outcome }) => outcome === "failed").length;
  const dead = deadLetters.length;
  const waiting = underWay.length === 0 ? "Nothing is waiting" : `${formatAmount(underWay.length)} waiting`;
  return [
    {
      sign: "origin",
      name: "Confirm",
      state: "done",
      text: `${formatAmount(of("AuthorizationConfirmed"))} confirmed`,
      more: `${formatAmount(of("AuthorizationDiscontinued"))} discontinued`,
    },
    {
      sign: "bus",
      name: "Bus",
      state: "done",
      text: `${counted(total, "event")} passed`,
      more: `${total > events.length ? `Of the newest ${formatAmount(events.length)}, ` : ""}${formatAmount(events.filter((event) => event.deliveries.length > 0).length)} went to a queue`,
    },
    {
      sign: "queue",
      name: "Queue",
      state: dead > 0 ? "dead" : failing > 0 ? "failing" : underWay.length > 0 ? "waiting" : "done",
      ...(dead === 0
        ? { text: waiting, more: "No dead letters" }
        : { text: counted(dead, "dead letter"), more: waiting }),
    },
    {
      sign: "cap",
      name: "Cap",
      state: "done",
      text: `${formatAmount(of("CapUpdated"))} times stored`,
      more: "Each acknowledged by CapUpdated",
    },
  ];
}

export function overview(log: EventLog, deadLetters: readonly DeadLetter[]): TemplateResult {
  return flow(overviewStages(log, deadLetters), "All events: confirm, bus, queue, cap");
}
