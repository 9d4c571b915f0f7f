import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import cdk from "../../cdk.json" with { type: "json" };
import { agencyStacks } from "../../lib/agency.ts";
import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { readAgencyConfig } from "../../lib/agency-file/agency-files.ts";

// CDK's own check of a template takes six times as long as making it, and `npm run synth` does it.
process.env.CDK_VALIDATION = "false";

/** The demo agency as a production agency has it: everything retained, an address for alarms. */
export const production: Partial<AgencyConfig> = {
  stage: "production",
  removalPolicy: "retain",
  account: "123456789012",
  alarmEmail: "on-call@example.org",
  budget: { monthlyUsd: 200 },
};

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is free-form JSON, and assertions look into it by path.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string[];
  readonly UpdatePolicy?: {
    readonly CodeDeployLambdaAliasUpdate?: { readonly ApplicationName: unknown; readonly DeploymentGroupName: unknown };
  };
}

interface Output {
  readonly Value: unknown;
  readonly Export?: { readonly Name: string };
}

/** One stack as CloudFormation gets it. */
export interface StackTemplate {
  readonly stackName: string;
  readonly terminationProtection: boolean;
  /** The stacks that have to be deployed before. */
  readonly after: readonly string[];
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
}

/** One agency's stacks. `overrides` replace fields of config/agencies/demo.json. */
export class SynthesizedAgency {
  /** In the order of their deployment, the data stack first. */
  readonly stacks: readonly StackTemplate[];
  /** Of all stacks. What one takes from another is a plain reference here, as if they were one. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** What people are told: without what is there for other stacks alone. */
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;

  private readonly assembly: CloudAssembly;

  constructor(overrides: Partial<AgencyConfig> = {}) {
    // No bundling: what a function holds is no matter of the stack.
    const app = new App({ context: { ...cdk.context, "aws:cdk:bundling-stacks": [] }, analyticsReporting: false });
    agencyStacks(app, {
      config: { ...readAgencyConfig("demo"), ...overrides },
      functionCode: (name) => Code.fromInline(`exports.handler = () => "${name}";`),
    });
    const assembly = app.synth();
    this.assembly = assembly;
    this.stacks = assembly.stacks.map(({ stackName, template, terminationProtection = false, dependencies }) => ({
      ...template,
      stackName,
      terminationProtection,
      after: dependencies.filter(({ manifest: { type } }) => type === "aws:cloudformation:stack").map(({ id }) => id),
    }));
    const exported = new Map(
      this.stacks.flatMap(({ Outputs = {} }) =>
        Object.values(Outputs).flatMap(({ Value, Export }) => (Export ? [[Export.Name, Value] as const] : [])),
      ),
    );
    const resources = this.stacks.flatMap(({ Resources }) => Object.entries(Resources));
    this.resources = linked(byUniqueId(resources), exported);
    const outputs = this.stacks.flatMap(({ Outputs = {} }) => Object.entries(Outputs));
    this.outputs = linked(byUniqueId(outputs.filter(([, { Export }]) => !Export)), exported);
  }

  regionOf(stackName: string): string {
    return this.assembly.getStackByName(stackName).environment.region;
  }

  /** Where the files are that an asset's object, such as `<hash>.zip`, is made of. */
  assetDirectory(objectKey: string): string {
    return join(this.assembly.directory, `asset.${objectKey.replace(/\.zip$/, "")}`);
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

  /** The agency's key, as its alias says; backups have one of their own. */
  key(): [logicalId: string, resource: Resource] {
    const aliases = this.ofType("AWS::KMS::Alias").map(([, { Properties }]) => Properties);
    const alias = aliases.find(({ AliasName }) => /^alias\/prior-auth-tracker\/[\w-]+$/.test(AliasName));
    const found = this.ofType("AWS::KMS::Key").find(([logicalId]) => logicalId === this.referred(alias.TargetKeyId));
    if (!found) {
      throw new Error("The agency's alias leads to no key.");
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

  /**
   * The folder in functions/ whose function is called by this, through its alias; undefined for anything else, a function
   * without its alias included.
   */
  called(value: unknown): string | undefined {
    const aliases = this.ofType("AWS::Lambda::Alias").filter(([id]) =>
      JSON.stringify(value).includes(`{"Ref":"${id}"}`),
    );
    const lambda = aliases.length === 1 && this.referred(aliases[0]?.[1].Properties.FunctionName);
    return [...this.functions()].find(([, { logicalId }]) => logicalId === lambda)?.[0];
  }

  /** The log group that is found by its name, or by an ARN with its name, in another stack. */
  logGroup(nameOrArn: unknown): string | undefined {
    const name = flat(nameOrArn).replace(/^arn:aws:logs:[\w-]+:.+?:log-group:(.*):\*$/, "$1");
    return this.ofType("AWS::Logs::LogGroup").find(([, { Properties }]) => Properties.LogGroupName === name)?.[0];
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

/** @throws Error when two stacks use the same logical id: assertions could not tell them apart. */
function byUniqueId<Entry>(entries: readonly [id: string, entry: Entry][]): Record<string, Entry> {
  const twice = entries.map(([id]) => id).find((id, index, ids) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new Error(`Two stacks have a ${twice}.`);
  }
  return Object.fromEntries(entries);
}

/** A part of a template with exported values in place of their imports. */
function linked<Part>(part: Part, exported: ReadonlyMap<string, unknown>): Part {
  const text = JSON.stringify(part, (_, value) => {
    const imported = (value as { "Fn::ImportValue"?: string } | null)?.["Fn::ImportValue"];
    if (imported === undefined) {
      return value;
    }
    if (!exported.has(imported)) {
      throw new Error(`No stack exports ${imported}.`);
    }
    return exported.get(imported);
  });
  return JSON.parse(text);
}
