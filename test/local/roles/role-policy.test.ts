import { describe, expect, it } from "vitest";
import { type Access, decide, roleStatements, type Statement } from "../../../local/roles/role-policy.ts";
import { readAssembly } from "../../../local/template/assembly.ts";
import { CloudFormation } from "../../../local/template/cloud-formation.ts";
import { assemblyOf } from "../hand-made-stack.ts";

const table = "arn:aws:dynamodb:eu-central-1:000000000000:table/T";
const roleArn = "arn:aws:iam::000000000000:role/Stack-Role-x";

/** The statements of a role with these policies, as the template has them. */
function statementsIn(statements: readonly object[], further: object = {}): readonly Statement[] {
  const Policies = [{ PolicyName: "P", PolicyDocument: { Statement: statements } }];
  const assembly = readAssembly(
    assemblyOf({
      functions: {},
      resources: { Role: { Type: "AWS::IAM::Role", Properties: { Policies } }, ...further },
    }),
  );
  const template = new CloudFormation(assembly, { accountId: "000000000000", apiUrl: "", nameSuffix: "x" }, () => "");
  return roleStatements(template).get(roleArn) ?? [];
}

const access = (action: string, keys: readonly string[] = [], attributes: readonly string[] = []): Access => ({
  action,
  resourceArn: table,
  context: { "dynamodb:LeadingKeys": keys, "dynamodb:Attributes": attributes },
});
const isAllowed = (statements: readonly Statement[], wanted: Access) => "allowedBy" in decide(statements, wanted);

const items = {
  Effect: "Allow",
  Action: ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"],
  Resource: table,
  Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["CLIENT#*", "CATALOG"] } },
};
const ownEvents = {
  Effect: "Allow",
  Action: "events:PutEvents",
  Resource: "*",
  Condition: { StringEquals: { "events:source": "tracker" } },
};

describe("what a role allows", () => {
  it.each([
    ["a key like one of its patterns", access("dynamodb:GetItem", ["CLIENT#c1"]), true],
    ["a key below such a one", access("dynamodb:GetItem", ["CLIENT#c1#AUDIT"]), true],
    ["another key", access("dynamodb:GetItem", ["OUTBOX#1"]), false],
    ["a key that only begins like a whole one", access("dynamodb:GetItem", ["CATALOG#AUDIT"]), false],
    ["a batch whose keys are all like its patterns", access("dynamodb:BatchGetItem", ["CLIENT#c1", "CATALOG"]), true],
    ["a batch with another key among them", access("dynamodb:BatchGetItem", ["CLIENT#c1", "AUTH#a1"]), false],
    ["another action", access("dynamodb:DeleteItem", ["CLIENT#c1"]), false],
    ["another resource", { ...access("dynamodb:GetItem", ["CLIENT#c1"]), resourceArn: `${table}/index/i` }, false],
  ])("%s: %#", (_, wanted, expected) => {
    expect(isAllowed(statementsIn([items]), wanted)).toBe(expected);
  });

  it("says in the words of AWS why it refuses", () => {
    expect(decide([], access("dynamodb:GetItem"))).toEqual({
      refusedBecause: "because no identity-based policy allows the dynamodb:GetItem action",
    });
  });

  it.each([
    ["tracker", true],
    ["another", false],
  ])("events of the source %s: %s", (source, expected) => {
    const put = { action: "events:PutEvents", resourceArn: "arn:aws:events:x", context: { "events:source": [source] } };
    expect(isAllowed(statementsIn([ownEvents]), put)).toBe(expected);
  });

  it("takes nothing for equal that the request does not say", () => {
    const put = { action: "events:PutEvents", resourceArn: "arn:aws:events:x", context: {} };
    expect(isAllowed(statementsIn([ownEvents]), put)).toBe(false);
  });
});

describe("a denial wins over whatever allows", () => {
  const audit = {
    Effect: "Deny",
    Action: "dynamodb:PutItem",
    Resource: table,
    Condition: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": "*#AUDIT" } },
  };
  const caps = {
    Effect: "Deny",
    Action: "dynamodb:*",
    Resource: "*",
    Condition: { "ForAnyValue:StringEquals": { "dynamodb:Attributes": ["confirmed"] } },
  };
  it.each([
    [["CLIENT#c1"], ["notes"], true],
    [["CLIENT#c1#AUDIT"], ["notes"], false],
    [["CLIENT#c1"], ["notes", "confirmed"], false],
  ])("a put to %j of %j: %s", (keys, attributes, expected) => {
    expect(isAllowed(statementsIn([items, audit, caps]), access("dynamodb:PutItem", keys, attributes))).toBe(expected);
  });
});

it("a policy that names the role adds to it", () => {
  const more = {
    Type: "AWS::IAM::Policy",
    Properties: {
      PolicyName: "More",
      Roles: [{ Ref: "Role" }],
      PolicyDocument: { Statement: [{ Effect: "Allow", Action: "dynamodb:DeleteItem", Resource: table }] },
    },
  };
  expect(isAllowed(statementsIn([items], { More: more }), access("dynamodb:DeleteItem", ["CLIENT#c1"]))).toBe(true);
});

it("a condition that nobody here knows stops the start instead of being passed over", () => {
  const unknown = { ...items, Condition: { NumericLessThan: { "dynamodb:Limit": "5" } } };
  expect(() => statementsIn([unknown])).toThrow("has the condition NumericLessThan");
});
