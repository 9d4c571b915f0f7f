import { ask } from "../aws/answer.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** Where the CDK's bootstrap stack writes its version; hnb659fds is the CDK's own qualifier, and we use no other. */
const versionParameter = "/cdk-bootstrap/hnb659fds/version";

/** In each region into which a stack goes. */
export function examineBootstraps(agency: ExaminedAgency): Finding[] {
  const regions = new Set(agency.stacks.map(({ region }) => region));
  return [...regions].map((region) => examineBootstrap(agency, region));
}

function examineBootstrap({ name, stacks, awsIn, account }: ExaminedAgency, region: string): Finding {
  const subject = "bootstrap";
  const bootstrap = `npx cdk bootstrap aws://${account}/${region} -c agency=${name}`;
  const answer = ask<{ Parameter: { readonly Value: string } }>(awsIn(region), [
    "ssm",
    "get-parameter",
    "--name",
    versionParameter,
  ]);
  if (!answer.body)
    return answer.code === "ParameterNotFound"
      ? fault(subject, `The CDK is not bootstrapped in ${region}.`, bootstrap)
      : notChecked(subject, answer.says);
  const found = Number(answer.body.Parameter.Value);
  const here = stacks.filter((stack) => stack.region === region);
  const needed = Math.max(...here.map(({ bootstrapVersion }) => bootstrapVersion));
  return found >= needed
    ? ok(subject, `Version ${found} in ${region}; ${needed} or newer is needed.`)
    : fault(subject, `The bootstrap stack in ${region} has version ${found}, and ${needed} is needed.`, bootstrap);
}
