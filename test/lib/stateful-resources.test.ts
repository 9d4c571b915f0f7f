import { describe, expect, it } from "vitest";
import { flat, production, type StackTemplate, SynthesizedAgency } from "./synthesized-agency.ts";

const dataStack = "PriorAuthTracker-willow-creek-Data";
const agencyStack = "PriorAuthTracker-willow-creek";

/**
 * Everything that holds what nobody can make again, by stack, type and logical id. To CloudFormation another logical id, or
 * the same one in another stack, is another resource: it makes a new, empty one, and the old one stays behind with
 * everything in it (or, with `removalPolicy: destroy`, is deleted). Ids come from the ids of constructs and of those around
 * them, so moving a line in `lib/` can change one.
 *
 * A further row is harmless. A row that has to change, or to go:
 * 1. Think of leaving it: `overrideLogicalId` keeps an old id for a construct that moved.
 * 2. Else take the resource over instead of making it anew. In each agency's deployed stack, for one resource at a time: deploy
 *    with DeletionPolicy Retain (production has it), deploy a template without it, then import it under its new id with
 *    `npx cdk import`. CloudFormation lists the types that it can import. Try it on an agency that nobody uses.
 * 3. For the table, make a backup before, and compare counts of items afterwards. For the secret, compare the value: search and
 *    the refusal of duplicates depend on it.
 */
const stateful: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [dataStack]: {
    "AWS::KMS::Key": ["BackupsKeyC696F888", "Key961B73FD"],
    "AWS::KMS::Alias": ["BackupsKeyAliasB953D13C", "KeyAlias910D852D"],
    "AWS::Backup::BackupVault": ["BackupsVault1F11AFCC"],
    "AWS::DynamoDB::GlobalTable": ["TableCD117FA1"],
    "AWS::S3::Bucket": ["AnchorsE78985FD"],
    "AWS::SecretsManager::Secret": ["BlindIndexKey"],
    "AWS::Cognito::UserPool": ["Users0A0EEA89"],
    "AWS::Cognito::UserPoolClient": ["UsersWebClient8EE36D42"],
    "AWS::Cognito::UserPoolDomain": ["UsersSignInPage4CE4E392"],
    "AWS::Cognito::UserPoolResourceServer": ["UsersApiScopes8FCD1F4B"],
    "AWS::Cognito::UserPoolGroup": [
      "Groupauditread",
      "Groupauthsconfirm",
      "Groupauthscopy",
      "Groupauthswrite",
      "Groupclientsread",
      "Groupclientswrite",
      "Groupinsuranceswrite",
      "Grouprecordsmanage",
      "Groupreportsread",
      "Groupserviceswrite",
      "Groupsetupwrite",
    ],
    "AWS::Logs::LogGroup": [
      "LogsApiAccess9B97E1AC",
      "Logsaccesses3B4DF0E7",
      "LogsanchorE3D02A99",
      "Logsaudit72D30F30",
      "Logsauthorizations2F915F51",
      "Logsbackfill2DA33C91",
      "LogsbillingEA098CEC",
      "LogsclientsBC669F16",
      "LogsconfirmEB5AFC06",
      "Logscontract9AFE5867",
      "Logscopies1B1B867E",
      "LogscopytargetsC40574F3",
      "LogsinsurancesBE951EB0",
      "LogsreconcileFF3EC265",
      "Logsrecords31FCA9B0",
      "Logsremind1934ED87",
      "Logsreports7C0CAA64",
      "Logsresend4C37E5DB",
      "Logsretention93DFE195",
      "LogsservicesB529EC99",
      "Logssetup1C0F6020",
      "LogstrackerB26E3EEA",
    ],
  },
  // Holds nothing, but front ends know the API's address, which is made anew with it. The bus has a fixed name, which is
  // taken while the old one is there.
  [agencyStack]: {
    "AWS::ApiGatewayV2::Api": ["ApiHttpApi4C294DC0"],
    "AWS::Events::EventBus": ["BillingBusBA5D287F"],
    // Lists that are open begin anew with another: nothing is stored with it.
    "AWS::SecretsManager::Secret": ["CursorKey"],
  },
};

/** Types that hold data, whether or not an agency has one: one that appears has to be in the table above. */
const holdsData =
  /^AWS::(DynamoDB::|KMS::|SecretsManager::Secret$|Cognito::|Logs::LogGroup$|S3::Bucket$|Backup::BackupVault$|RDS::|EFS::|SSM::Parameter$|Events::(EventBus|Archive)$|ApiGatewayV2::Api$)/;

const agency = new SynthesizedAgency(production);

function idsByType({ Resources }: StackTemplate): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [logicalId, { Type }] of Object.entries(Resources)) {
    if (holdsData.test(Type)) {
      found[Type] = [...(found[Type] ?? []), logicalId].sort();
    }
  }
  return found;
}

describe("what holds data", () => {
  it.each(Object.entries(stateful))("keeps its logical ids in %s", (stackName, expected) => {
    const stack = agency.stacks.find((one) => one.stackName === stackName);
    expect(stack && idsByType(stack)).toEqual(expected);
  });

  it("is in no other stack", () => {
    const others = agency.stacks.filter(({ stackName }) => stateful[stackName] === undefined);
    expect(others.map(idsByType)).toEqual(others.map(() => ({})));
  });

  it("stays in production when its stack goes, and nothing else does", () => {
    const [data, ...others] = agency.stacks.map(({ Resources }) => Object.values(Resources));
    const stays = ({ DeletionPolicy = "" }) => DeletionPolicy.startsWith("Retain");
    // An alias is but a name of a key, and would be in the way of a stack deployed anew. The others make backups, and have none.
    expect([...new Set(data?.filter((resource) => !stays(resource)).map(({ Type }) => Type))].sort()).toEqual([
      "AWS::Backup::BackupPlan",
      "AWS::Backup::BackupSelection",
      "AWS::IAM::Role",
      "AWS::KMS::Alias",
      "AWS::S3::BucketPolicy",
    ]);
    expect(others.flat().filter(stays)).toEqual([]);
  });
});

describe("references between an agency's stacks", () => {
  const [data, ...others] = agency.stacks;
  const imports = (stack: StackTemplate) =>
    [...JSON.stringify(stack).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name = ""]) => name);

  it("go from the others to the data stack, never back", () => {
    expect(data?.stackName).toBe(dataStack);
    expect(data && imports(data)).toEqual([]);
    expect(others.flatMap(imports).length).toBeGreaterThan(0);
    expect(others.flatMap(imports).filter((name) => !name.startsWith(`${dataStack}:`))).toEqual([]);
  });

  // An export that another stack takes can neither be changed nor go. These are exported whether they are taken or not, so that
  // a release that takes less can be deployed in one go.
  it("are to these few things, which never change while their resource stays", () => {
    const exported = Object.values(data?.Outputs ?? {}).filter(({ Export }) => Export);
    expect(exported.map(({ Value }) => flat(Value).slice("${".length, -"}".length)).sort()).toEqual([
      "AnchorsE78985FD",
      "AnchorsE78985FD.Arn",
      "BlindIndexKey",
      "Key961B73FD.Arn",
      "TableCD117FA1",
      "TableCD117FA1.Arn",
      "Users0A0EEA89",
      "UsersWebClient8EE36D42",
    ]);
  });

  it("leave the keys' policies to the data stack: nothing of another stack is named in it but by fixed names", () => {
    expect(JSON.stringify(data)).not.toContain("AWS::Lambda");
    const policy = agency.key()[1].Properties.KeyPolicy;
    expect(JSON.stringify(policy)).not.toMatch(/"(Ref|Fn::GetAtt)":/);
  });
});

it.each([
  ["is deployed with protection against its deletion in production", production, true],
  ["can be deleted in a demo", {}, false],
])("every stack %s", (_, overrides, expected) => {
  const { stacks } = new SynthesizedAgency(overrides);
  expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual(stacks.map(() => expected));
});

it("the agency's stack is deployed after its data", () => {
  expect(agency.stacks.map(({ stackName, after }) => [stackName, after])).toEqual([
    [dataStack, []],
    [agencyStack, [dataStack]],
  ]);
});
