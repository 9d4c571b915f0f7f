import type { KeptValues } from "../kept/kept-values.ts";
import type { LocalStack, LocalStackOptions } from "../stack-interface.ts";
import { StartError } from "../start-error.ts";

/**
 * Fills an empty table, once.
 * @throws StartError when the last time was broken off half-way
 */
export async function fillWithSample(
  stack: LocalStack,
  { loadSample, dataDir }: LocalStackOptions,
  kept: KeptValues,
  tableIsEmpty: () => Promise<boolean>,
): Promise<void> {
  if (!loadSample) {
    return;
  }
  if (kept.get("sample") === "loading") {
    throw new StartError(
      `The sample was loaded only in part into ${dataDir}, because the server was ended meanwhile: remove that directory, or start with --empty to go on with what is there.`,
    );
  }
  if (await tableIsEmpty()) {
    kept.set("sample", "loading");
    await loadSample(stack);
    kept.set("sample", "loaded");
  }
}
