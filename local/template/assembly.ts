import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../start-error.ts";

export type Properties = Readonly<Record<string, unknown>>;

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
}

interface TemplateOutput {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface AssemblyStack {
  readonly stackName: string;
  readonly region: string;
  readonly template: Template;
  /** Where in the stack's code a resource comes from, such as `Functions/billing/Function`, by logical id. */
  readonly constructPaths: ReadonlyMap<string, string>;
}

/** The output of `cdk synth`: templates and the directories of the functions' code. */
export interface Assembly {
  /** The stack with the HTTP API first, then those that it takes something from. */
  readonly stacks: readonly [AssemblyStack, ...AssemblyStack[]];
  /** By the key that the template's `Code.S3Key` names. */
  readonly assetDirectories: ReadonlyMap<string, string>;
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

type Artifacts = Readonly<Record<string, Artifact>>;
type Read = <Content>(file: string) => Content;

/**
 * Reads the stack with the HTTP API of a cloud assembly, and the stacks that it depends on. Others (how pages get to the
 * internet, certificates in another region) need no local counterpart.
 */
export function readAssembly(directory: string): Assembly {
  const read: Read = (file) => readJson(join(directory, file));
  const { artifacts } = read<{ readonly artifacts: Artifacts }>("manifest.json");
  const stackIds = Object.keys(artifacts).filter((id) => artifacts[id]?.type === "aws:cloudformation:stack");
  const [front, ...others] = stackIds.filter((id) => {
    const { Resources } = read<Template>(artifacts[id]?.properties?.templateFile ?? "");
    return Object.values(Resources).some(({ Type }) => Type === "AWS::ApiGatewayV2::Api");
  });
  if (front === undefined || others.length > 0) {
    const count = front === undefined ? 0 : others.length + 1;
    throw new StartError(`${directory} must hold one stack with an HTTP API; it holds ${count}.`);
  }
  const needed = dependenciesOf(front, artifacts);
  const behind = stackIds.filter((id) => id !== front && needed.has(id));
  return {
    stacks: [stackOf(front, artifacts, read), ...behind.map((id) => stackOf(id, artifacts, read))],
    assetDirectories: assetDirectories(
      directory,
      [front, ...needed].map((id) => artifacts[id]),
      read,
    ),
  };
}

/** Everything that an artifact needs, directly or not. */
function dependenciesOf(id: string, artifacts: Artifacts, found = new Set<string>()): ReadonlySet<string> {
  for (const dependency of artifacts[id]?.dependencies ?? []) {
    if (!found.has(dependency)) {
      found.add(dependency);
      dependenciesOf(dependency, artifacts, found);
    }
  }
  return found;
}

function stackOf(id: string, artifacts: Artifacts, read: Read): AssemblyStack {
  const { environment, properties, metadata, additionalMetadataFile } = artifacts[id] ?? {};
  return {
    stackName: properties?.stackName ?? id,
    region: regionOf(environment),
    template: read<Template>(properties?.templateFile ?? ""),
    constructPaths: constructPaths({
      ...metadata,
      ...(additionalMetadataFile && read<Artifact["metadata"]>(additionalMetadataFile)),
    }),
  };
}

function assetDirectories(directory: string, artifacts: readonly (Artifact | undefined)[], read: Read) {
  const directories = new Map<string, string>();
  for (const artifact of artifacts) {
    const file = artifact?.type === "cdk:asset-manifest" && artifact.properties?.file;
    for (const asset of Object.values((file && read<AssetManifest>(file).files) || {})) {
      for (const { objectKey } of Object.values(asset.destinations)) {
        directories.set(objectKey, join(directory, asset.source.path));
      }
    }
  }
  return directories;
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
