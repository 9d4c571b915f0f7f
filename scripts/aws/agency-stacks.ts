import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { agencyNames, webRegion } from "../../lib/agency-names.ts";

/** Where a stack is to be asked for. */
export interface StackPlace {
  readonly stackName: string;
  readonly region: string;
}

/** The stacks that an agency's file asks for, in the order of their deployment. */
export function stacksOf({ agencyId, region, webSite }: AgencyConfig): readonly StackPlace[] {
  const names = agencyNames(agencyId);
  const web = webSite === undefined ? [] : [{ stackName: names.webStack, region: webRegion }];
  return [{ stackName: names.dataStack, region }, { stackName: names.stack, region }, ...web];
}
