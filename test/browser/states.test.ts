import { beforeAll, describe, expect, it } from "vitest";
import { type Cast, enterCast } from "./cast.ts";
import { faultsIn, noFaults } from "./state-check.ts";
import { dialogStates, trackerStates } from "./states.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await enterCast();
});

describe.concurrent.each([
  ["tracker", trackerStates],
  ["dialogs", dialogStates],
] as const)("%s", (_, states) => {
  it.each(states)(
    "$name: axe finds nothing, light or dark; nobody scrolls sideways at 320 or at 200%",
    async (state) => {
      expect(await faultsIn(state, cast)).toEqual(noFaults);
    },
  );
});
