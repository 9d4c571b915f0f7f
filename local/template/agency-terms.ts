import type { FunctionDefinition } from "../functions/function-definition.ts";
import { StartError } from "../start-error.ts";
import type { CloudFormation } from "./cloud-formation.ts";

/** All functions of an agency live in its time zone; a stack without any lives in UTC. */
export function timeZoneOf(definitions: readonly FunctionDefinition[]): string {
  const zones = new Set(definitions.flatMap(({ environment }) => environment["AGENCY_TIME_ZONE"] ?? []));
  if (zones.size > 1) {
    throw new StartError(`The functions are told different time zones (${[...zones].join(", ")}): an agency has one.`);
  }
  return [...zones][0] ?? "UTC";
}

/** How the functions decide who may call them. */
export interface AccessTerms {
  /** The claim that they read permissions from. */
  readonly permissionsClaim: string;
  readonly readPermission: string;
  /** The scope that tokens must have; undefined: any. */
  readonly scope?: string;
  /** The claim that they must have as well; undefined: none. */
  readonly agencyClaim?: { readonly name: string; readonly value: string };
}

export function accessTerms(definitions: readonly FunctionDefinition[]): AccessTerms {
  const told = (name: string) => definitions.flatMap(({ environment }) => environment[name] ?? [])[0];
  const scope = told("TOKEN_SCOPE");
  const agencyClaim = told("AGENCY_CLAIM");
  return {
    permissionsClaim: told("PERMISSIONS_CLAIM") ?? "permissions",
    readPermission: told("READ_PERMISSION") ?? "REQUIRED",
    ...(scope !== undefined && { scope }),
    ...(agencyClaim !== undefined && { agencyClaim: JSON.parse(agencyClaim) }),
  };
}

/** Any other name of a stage would stand in the path of every route. */
export function refuseOtherStages(template: CloudFormation): void {
  const stageName = template.text(template.only("AWS::ApiGatewayV2::Stage"), "StageName");
  if (stageName !== "$default") {
    throw new StartError(`The API's stage is ${stageName}; the local server knows $default.`);
  }
}
