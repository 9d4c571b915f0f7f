import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/**
 * What axe finds wrong on the page as it stands: each with the rule, the place and what would be right. Empty: nothing.
 * @param rules only these; without them all
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const { violations } = await page.evaluate(async (only) => {
    // A transition that is under way has colours that nobody reads.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return axe.run(only ? { runOnly: { type: "rule", values: [...only] } } : {});
  }, rules);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
}
