import { devNull } from "node:os";
import { localCredentials } from "../database/tables.ts";
import { StartError } from "../start-error.ts";
import type { Assembly } from "../template/assembly.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";

/** One Lambda function as the template describes it. */
export interface FunctionDefinition {
  /** The folder in functions/, or the name that the template gives. */
  readonly name: string;
  readonly arn: string;
  /** ARNs of its aliases, by which others may call it as well. */
  readonly aliasArns: readonly string[];
  /** The log that it writes into, if the template names one. */
  readonly logGroup?: string | undefined;
  /** The directory of its bundle. */
  readonly directory: string;
  /** `<file>.<export>` */
  readonly handler: string;
  readonly timeoutMillis: number;
  /** How many run at once; further calls wait. */
  readonly mostInstances: number;
  /** All of the environment it gets: the template's variables and those that Lambda adds. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Each function calls these under an address of its own, with its name as the path, by which it is known. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly events: string;
  readonly queues: string;
  readonly objects: string;
}

/** A function's resource, and the name it goes by. */
export interface NamedFunction {
  readonly name: string;
  readonly resource: Resource;
}

/** Lambda starts as many as are needed. Here more than a few would only compete for the processor. */
const mostInstances = 3;

export function functionDefinitions(
  template: CloudFormation,
  assembly: Assembly,
  endpoints: Endpoints,
): FunctionDefinition[] {
  return namedFunctions(template).map((named) => functionDefinition(named, template, assembly, endpoints));
}

export function namedFunctions(template: CloudFormation): NamedFunction[] {
  const functions = template
    .ofType("AWS::Lambda::Function")
    .map((resource) => ({ name: functionName(resource, template), resource }));
  const names = functions.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new StartError(`Two functions are called ${twice}: give one of them a FunctionName.`);
  }
  return functions;
}

/** The function that a reference in a template means: an ARN of it or of an alias, or the end of one, such as `name:alias`. */
export function functionCalled(
  functions: readonly FunctionDefinition[],
  called: unknown,
): FunctionDefinition | undefined {
  return functions.find(({ arn, aliasArns: aliases }) =>
    [arn, ...aliases].some((known) => known === called || known.endsWith(`:function:${called}`)),
  );
}

function functionDefinition(
  { name, resource }: NamedFunction,
  template: CloudFormation,
  assembly: Assembly,
  endpoints: Endpoints,
): FunctionDefinition {
  const runtime = template.text(resource, "Runtime");
  if (!/^nodejs\d+\.x$/.test(runtime)) {
    throw new StartError(`${resource.logicalId} runs on ${runtime}; the local server runs Node.js functions only.`);
  }
  const reserved = template.property(resource, "ReservedConcurrentExecutions");
  const { LogGroup: logGroup } = (template.property(resource, "LoggingConfig") ?? {}) as { LogGroup?: string };
  return {
    name,
    arn: template.arn(resource),
    logGroup,
    aliasArns: aliasArns(resource, template),
    directory: codeDirectory(resource, assembly),
    handler: template.text(resource, "Handler"),
    timeoutMillis: Number(template.property(resource, "Timeout") ?? 3) * 1000,
    mostInstances: typeof reserved === "number" ? Math.min(reserved, mostInstances) : mostInstances,
    environment: {
      ...variables(resource, template),
      AWS_REGION: template.region,
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      AWS_LAMBDA_FUNCTION_NAME: template.ref(resource),
      AWS_ENDPOINT_URL_DYNAMODB: `${endpoints.dynamodb}/${name}`,
      AWS_ENDPOINT_URL_EVENTBRIDGE: `${endpoints.events}/${name}`,
      AWS_ENDPOINT_URL_S3: `${endpoints.objects}/${name}`,
      AWS_ENDPOINT_URL_SQS: `${endpoints.queues}/${name}`,
      // The user's own AWS profile must not change how the SDK behaves.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      // As on Lambda: a function that relies on the machine's time zone is wrong there.
      TZ: "UTC",
    },
  };
}

/** @throws StartError for an alias of another version than the one that is here */
function aliasArns(resource: Resource, template: CloudFormation): string[] {
  const own = (one: Resource) => template.text(one, "FunctionName") === template.ref(resource);
  const versions = template
    .ofType("AWS::Lambda::Version")
    .filter(own)
    .map((version) => template.version(version));
  return template
    .ofType("AWS::Lambda::Alias")
    .filter(own)
    .map((alias) => {
      const version = template.text(alias, "FunctionVersion");
      if (!versions.includes(version)) {
        throw new StartError(
          `${alias.logicalId} leads to version ${version} of ${resource.logicalId}, which the template doesn't publish.`,
        );
      }
      return template.ref(alias);
    });
}

/** The construct's path without the parts that only say that it is a function: `Functions/billing/Function`. */
function functionName(resource: Resource, template: CloudFormation): string {
  const given = template.property(resource, "FunctionName");
  if (typeof given === "string") {
    return given;
  }
  const parts = resource.path.split("/");
  return parts.findLast((part) => part !== "Function" && part !== "Lambda") ?? resource.logicalId;
}

function codeDirectory(resource: Resource, assembly: Assembly): string {
  const code = resource.stack.resolve(resource.properties["Code"], `${resource.logicalId}.Properties.Code`);
  const key = (code as { S3Key?: unknown } | undefined)?.S3Key;
  const directory = typeof key === "string" ? assembly.assetDirectories.get(key) : undefined;
  if (!directory) {
    throw new StartError(
      `The code of ${resource.logicalId} is no asset of the cloud assembly: the local server runs assets only.`,
    );
  }
  return directory;
}

function variables(resource: Resource, template: CloudFormation): Record<string, string> {
  const environment = template.property(resource, "Environment") as { Variables?: Record<string, unknown> } | undefined;
  return Object.fromEntries(Object.entries(environment?.Variables ?? {}).map(([name, value]) => [name, String(value)]));
}
