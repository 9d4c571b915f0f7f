import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { readAgencyConfig } from "../../lib/agency-file/agency-files.ts";
import { type SynthesizedStack, synthesizedStacks } from "../aws/synthesized-stacks.ts";

/**
 * An agency and its stacks in a cloud assembly.
 * @throws Error when the assembly has none of this agency: it was made without it, or of another checkout
 */
export function assembledAgency(
  name: string | undefined,
  assembly: string,
): { readonly config: AgencyConfig; readonly stacks: readonly SynthesizedStack[] } {
  const config = readAgencyConfig(name);
  const stacks = synthesizedStacks(assembly).filter(({ agencyId }) => agencyId === config.agencyId);
  if (stacks.length === 0)
    throw new Error(`${assembly} has no stack of ${name}: npm run synth -- --all --into ${assembly}`);
  return { config, stacks };
}
