import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>;
}

export interface SynthesizedStack {
  /** Its name in the assembly. */
  readonly id: string;
  readonly stackName: string;
  /** The agency that its tags name. */
  readonly agencyId: string | undefined;
  /** Where it is deployed, which need not be where the agency is. */
  readonly region: string;
  readonly template: Template;
  /** The least version of the CDK's bootstrap stack that it can be deployed by. */
  readonly bootstrapVersion: number;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      {
        readonly type: string;
        /** `aws://<account>/<region>` */
        readonly environment?: string;
        readonly properties?: {
          readonly templateFile?: string;
          readonly stackName?: string;
          readonly tags?: Readonly<Record<string, string>>;
          readonly requiresBootstrapStackVersion?: number;
        };
      }
    >
  >;
}

/** The stacks in a directory that a synthesis has written. */
export function synthesizedStacks(directory: string): SynthesizedStack[] {
  const { artifacts } = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as Manifest;
  return Object.entries(artifacts).flatMap(
    ([id, { type, environment = "", properties: { templateFile, stackName, ...more } = {} }]) =>
      type === "aws:cloudformation:stack" && templateFile !== undefined
        ? {
            id,
            stackName: stackName ?? id,
            agencyId: more.tags?.["agency"],
            region: environment.split("/").at(-1) ?? "",
            template: JSON.parse(readFileSync(join(directory, templateFile), "utf8")),
            bootstrapVersion: more.requiresBootstrapStackVersion ?? 0,
          }
        : [],
  );
}

/** The resources of one type in all stacks. */
export function ofType(stacks: readonly { readonly template: Template }[], type: string): TemplateResource[] {
  return stacks.flatMap(({ template }) => Object.values(template.Resources).filter(({ Type }) => Type === type));
}
