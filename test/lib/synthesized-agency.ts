import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import cdk from "../../cdk.json" with { type: "json" };
import type { AgencyConfig } from "../../lib/agency-config.ts";
import { readAgencyConfig } from "../../lib/agency-files.ts";
import { AgencyStack } from "../../lib/agency-stack.ts";

// CDK's own check of a template takes six times as long as making it, and `npm run synth` does it.
process.env.CDK_VALIDATION = "false";

/** The demo agency as a production agency has it: everything retained, an address for alarms. */
export const production: Partial<AgencyConfig> = {
  stage: "production",
  removalPolicy: "retain",
  account: "123456789012",
  alarmEmail: "on-call@example.org",
};

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is free-form JSON, and assertions look into it by path.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string[];
}

/** One agency's template. `overrides` replace fields of config/agencies/demo.json. */
export class SynthesizedAgency {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;

  constructor(overrides: Partial<AgencyConfig> = {}) {
    // No bundling: what a function holds is no matter of the stack.
    const app = new App({ context: { ...cdk.context, "aws:cdk:bundling-stacks": [] }, analyticsReporting: false });
    const stack = new AgencyStack(app, "PriorAuthTracker-test", {
      config: { ...readAgencyConfig("demo"), ...overrides },
      functionCode: (name) => Code.fromInline(`exports.handler = () => "${name}";`),
    });
    const template = Template.fromStack(stack).toJSON();
    this.resources = template.Resources;
    this.outputs = template.Outputs;
  }

  /** Resources of one type, by logical id. */
  ofType(type: string): [logicalId: string, resource: Resource][] {
    return Object.entries(this.resources).filter(([, resource]) => resource.Type === type);
  }

  /** The one resource of a type. */
  only(type: string): [logicalId: string, resource: Resource] {
    const [found, ...others] = this.ofType(type);
    if (!found || others.length > 0) {
      throw new Error(`Expected one ${type}, found ${found ? others.length + 1 : 0}.`);
    }
    return found;
  }

  /** Lambda functions by the name of their folder in functions/. */
  functions(): Map<string, { logicalId: string; resource: Resource }> {
    return new Map(
      this.ofType("AWS::Lambda::Function").map(([logicalId, resource]) => [
        String(resource.Properties.Description).replace(/^.*functions\//, ""),
        { logicalId, resource },
      ]),
    );
  }

  /** What a `Ref` or `Fn::GetAtt` refers to. */
  referred(value: unknown): string | undefined {
    const { Ref, "Fn::GetAtt": attribute } = value as { Ref?: string; "Fn::GetAtt"?: string[] };
    return Ref ?? attribute?.[0];
  }
}

/** Joins and references as one text, such as `arn:aws:events:us-east-1:${AWS::AccountId}:rule/*`. */
export function flat(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return String(value);
  }
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join } = value as Record<string, unknown[] | string | undefined>;
  if (Ref) {
    return `\${${Ref}}`;
  }
  if (attribute) {
    return `\${${(attribute as string[]).join(".")}}`;
  }
  if (join) {
    const [separator, parts] = join as [string, unknown[]];
    return parts.map(flat).join(separator);
  }
  throw new Error(`Neither a text nor a reference: ${JSON.stringify(value)}`);
}
