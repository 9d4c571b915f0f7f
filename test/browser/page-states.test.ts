import { beforeAll, describe, expect, it } from "vitest";
import { type Cast, enterCast } from "./cast.ts";
import { auditOutcomes, setupOutcomes } from "./outcome-states.ts";
import { eventStates, setupStates, waitingStates } from "./page-states.ts";
import { faultsIn, noFaults } from "./state-check.ts";
import { billingStates, reportStates } from "./worklist-states.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await enterCast();
});

describe.concurrent.each([
  ["Billing", billingStates],
  ["Reports", reportStates],
  ["Waiting", waitingStates],
  ["Setup and Audit", setupStates],
  ["Events", eventStates],
  ["What the setup refuses", setupOutcomes],
  ["What an audit finds", auditOutcomes],
] as const)("%s", (_, states) => {
  it.each(states)(
    "$name: axe finds nothing, light or dark; nobody scrolls sideways at 320 or at 200%",
    async (state) => {
      expect(await faultsIn(state, cast)).toEqual(noFaults);
    },
  );
});
