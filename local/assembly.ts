import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "./start-error.ts";

export type Properties = Readonly<Record<string, unknown>>;

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** What `cdk synth` left: a template and the directories of the functions' code. */
export interface Assembly {
  readonly stackName: string;
  readonly region: string;
  readonly template: Template;
  /** By the key that the template's `Code.S3Key` names. */
  readonly assetDirectories: ReadonlyMap<string, string>;
  /** Where in the stack's code a resource comes from, such as `Functions/billing/Function`, by logical id. */
  readonly constructPaths: ReadonlyMap<string, string>;
}

interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { readonly templateFile?: string; readonly file?: string; readonly stackName?: string };
  readonly dependencies?: readonly string[];
  readonly metadata?: Readonly<Record<string, readonly MetadataEntry[]>>;
  readonly additionalMetadataFile?: string;
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/** Reads the one stack with functions of a cloud assembly; others (certificates in another region) need no local counterpart. */
export function readAssembly(directory: string): Assembly {
  const read = <Content>(file: string) => readJson<Content>(join(directory, file));
  const { artifacts } = read<{ readonly artifacts: Readonly<Record<string, Artifact>> }>("manifest.json");
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === "aws:cloudformation:stack")
    .map(([id, artifact]) => ({ id, artifact, template: read<Template>(artifact.properties?.templateFile ?? "") }))
    .filter(({ template }) => Object.values(template.Resources).some(({ Type }) => Type === "AWS::Lambda::Function"));
  const [stack, ...others] = stacks;
  if (!stack || others.length > 0) {
    throw new StartError(`${directory} must hold one stack with functions; it holds ${stacks.length}.`);
  }
  const { id, artifact, template } = stack;
  const assetDirectories = new Map<string, string>();
  for (const dependency of artifact.dependencies ?? []) {
    const file = artifacts[dependency]?.type === "cdk:asset-manifest" && artifacts[dependency]?.properties?.file;
    for (const asset of Object.values((file && read<AssetManifest>(file).files) || {})) {
      for (const { objectKey } of Object.values(asset.destinations)) {
        assetDirectories.set(objectKey, join(directory, asset.source.path));
      }
    }
  }
  const metadata = {
    ...artifact.metadata,
    ...(artifact.additionalMetadataFile && read<Artifact["metadata"]>(artifact.additionalMetadataFile)),
  };
  return {
    stackName: artifact.properties?.stackName ?? id,
    region: regionOf(artifact.environment),
    template,
    assetDirectories,
    constructPaths: constructPaths(metadata),
  };
}

function constructPaths(metadata: Readonly<Record<string, readonly MetadataEntry[]>>): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { type, data } of entries) {
      if (type === "aws:cdk:logicalId" && typeof data === "string") {
        paths.set(
          data,
          path
            .split("/")
            .slice(2)
            .join("/")
            .replace(/\/(Resource|Default)$/, ""),
        );
      }
    }
  }
  return paths;
}

/** `aws://account/region`; a stack that may go anywhere says `unknown-region`. */
function regionOf(environment: string | undefined): string {
  const region = environment?.split("/").at(-1);
  return !region || region === "unknown-region" ? "us-east-1" : region;
}

function readJson<Content>(file: string): Content {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new StartError(`${file} can't be read as part of a cloud assembly (the output of cdk synth).`, { cause });
  }
}
