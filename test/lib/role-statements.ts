import { expect } from "vitest";
import { flat, SynthesizedAgency } from "./synthesized-agency.ts";

export const agency = new SynthesizedAgency();

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

export const list = (value: string | string[]) => (Array.isArray(value) ? value : [value]);

const resourceNames: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "table",
  "AWS::Events::EventBus": "bus",
  "AWS::SQS::Queue": "queue",
  "AWS::KMS::Key": "key",
  "AWS::Logs::LogGroup": "log",
  "AWS::S3::Bucket": "bucket",
};

/** One statement as a line: `Allow table GetItem Query: CATALOG CLIENT#*`. Fails on anything it can't put into words. */
export function line({ Effect, Action, Resource, Condition = {} }: Statement): string {
  const [, id = "", index = ""] = /^\$\{(\w+)\.Arn\}(\/index\/[\w-]+|\/\*)?$/.exec(flat(Resource)) ?? [];
  const type = resourceNames[agency.resources[id || (agency.logGroup(Resource) ?? "")]?.Type ?? ""];
  const what = type && `${type}${index}`;
  expect(what, `the resource of a statement is one of the agency's own: ${JSON.stringify(Resource)}`).toBeDefined();
  const actions = list(Action).map((action) => action.replace(/^\w+:/, ""));
  const conditions = Object.values(Condition).flatMap((operator) => Object.values(operator).flatMap(list));
  const to = conditions.length > 0 ? `: ${conditions.sort().join(" ")}` : "";
  return `${Effect} ${what} ${actions.sort().join(" ")}${to}`;
}

/** Of a function's role. */
export function statementsOf(functionName: string): Statement[] {
  const found = agency.functions().get(functionName)?.resource.Properties.Role;
  const role = agency.resources[agency.referred(found) ?? ""];
  return role?.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  );
}
