import { ask } from "../aws/answer.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** Where the CDK's bootstrap stack writes its version; hnb659fds is the CDK's own qualifier, and we use no other. */
const versionParameter = "/cdk-bootstrap/hnb659fds/version";

export function examineBootstrap({ name, config, stacks, aws, account }: ExaminedAgency): Finding {
  const subject = "bootstrap";
  const bootstrap = `npx cdk bootstrap aws://${account}/${config.region} -c agency=${name}`;
  const answer = ask<{ Parameter: { readonly Value: string } }>(aws, [
    "ssm",
    "get-parameter",
    "--name",
    versionParameter,
  ]);
  if (!answer.body)
    return answer.code === "ParameterNotFound"
      ? fault(subject, `The CDK is not bootstrapped in ${config.region}.`, bootstrap)
      : notChecked(subject, answer.says);
  const found = Number(answer.body.Parameter.Value);
  const needed = Math.max(...stacks.map(({ bootstrapVersion }) => bootstrapVersion));
  return found >= needed
    ? ok(subject, `Version ${found}; ${needed} or newer is needed.`)
    : fault(subject, `The bootstrap stack has version ${found}, and ${needed} is needed.`, bootstrap);
}
