import { describe, expect, it } from "vitest";
import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { knownAgencies, readAgencyConfig } from "../../lib/agency-file/agency-files.ts";
import { type StackTemplate, SynthesizedAgency } from "./synthesized-agency.ts";

/** A text of a template, with the name of the property that it is the value of. */
interface Text {
  readonly property: string;
  readonly text: string;
}

const intrinsics: Readonly<Record<string, (argument: never) => string>> = {
  Ref: (name: string) => `\${${name}}`,
  "Fn::GetAtt": (attribute: readonly string[]) => `\${${attribute.join(".")}}`,
  "Fn::ImportValue": (name: string) => name,
  "Fn::Join": ([separator, parts]: [string, readonly unknown[]]) => parts.map(textOf).join(separator),
  "Fn::Select": ([index, parts]: [number, unknown]) => `\${part ${index} of ${textOf(parts)}}`,
  "Fn::Split": ([, whole]: [string, unknown]) => textOf(whole),
  "Fn::Sub": (text: string) => text,
};

function intrinsicOf(value: object): string | undefined {
  const [[name = "", argument] = [], ...others] = Object.entries(value);
  return others.length === 0 && Object.hasOwn(intrinsics, name) ? intrinsics[name]?.(argument as never) : undefined;
}

/** @throws Error for what is no text, so that no intrinsic function is passed over */
function textOf(value: unknown): string {
  const text = typeof value === "object" && value !== null ? intrinsicOf(value) : String(value);
  if (text === undefined) {
    throw new Error(`Unknown in a text: ${JSON.stringify(value)}`);
  }
  return text;
}

/** Every text anywhere in a template's resources and outputs. */
function textsOf({ Resources, Outputs = {} }: StackTemplate): Text[] {
  const visit = (value: unknown, property: string): Text[] => {
    if (typeof value === "string") {
      return [{ property, text: value }];
    }
    if (typeof value !== "object" || value === null) {
      return [];
    }
    const text = intrinsicOf(value);
    if (text !== undefined) {
      return [{ property, text }];
    }
    return Array.isArray(value)
      ? value.flatMap((item) => visit(item, property))
      : Object.entries(value).flatMap(([key, item]) => visit(item, key));
  };
  const resources = Object.values(Resources).flatMap(({ Type, Properties }) =>
    Object.entries(Properties ?? {}).flatMap(([key, value]) => visit(value, `${Type} ${key}`)),
  );
  return [...resources, ...Object.values(Outputs).flatMap((output) => visit(output, "Output"))];
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Resource?: unknown;
  readonly Principal?: string | Readonly<Record<string, unknown>>;
}

/** The statements of every policy in a resource, whatever it calls its policies. */
function statementsIn(value: unknown): Statement[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    key === "Statement" ? ([item].flat() as Statement[]) : statementsIn(item),
  );
}

function principalsIn(principal: NonNullable<Statement["Principal"]>): string[] {
  return typeof principal === "string"
    ? [principal]
    : Object.values(principal).flatMap((one) => [one].flat().map(textOf));
}

const files = knownAgencies().map((name) => readAgencyConfig(name));

/** Where nothing but the agencies' ids keeps them apart, and each has all that can be switched on. */
const inOneAccount: readonly AgencyConfig[] = files.map((config, index) => ({
  ...config,
  account: "123456789012",
  region: "us-east-1",
  stage: "production",
  removalPolicy: "retain",
  alarmEmail: "on-call@example.org",
  reservedConcurrency: true,
  billingEngine: index > 0,
  webSite: {
    domain: {
      name: `${config.agencyId}.example.org`,
      certificateArn: `arn:aws:acm:us-east-1:123456789012:certificate/${config.agencyId}`,
    },
    ...(config.tokenIssuer && { clientId: "pages" }),
  },
  subscriberBuses: [`arn:aws:events:us-east-1:999999999999:event-bus/engine-of-${config.agencyId}`],
}));

/** A reference to a resource of the own stack: the same id is another resource in each agency. */
const namesOwnResource = /\$\{(?!AWS::)/;

/** Names that only have to differ within what they belong to, which is the agency's own. */
const namesWithin: Readonly<Record<string, string>> = {
  AttributeName: "the table",
  IndexName: "the table",
  "AWS::DynamoDB::GlobalTable TableName": "the account; CloudFormation makes it",
  PolicyName: "the role",
  "AWS::IAM::Policy PolicyName": "the role",
  HeaderName: "the call that CloudFront hands on",
  MetricName: "the firewall, whose own has the agency's id",
  VendorName: "AWS: whose rules a firewall asks",
  RuleName: "the backup plan",
  "AWS::EventSchemas::Schema SchemaName": "the registry",
  "AWS::ApiGatewayV2::Authorizer Name": "the API",
  "AWS::ApiGatewayV2::Stage StageName": "the API",
  "AWS::Lambda::Alias Name": "the function",
  "AWS::Cognito::UserPoolGroup GroupName": "the user pool",
  "AWS::Cognito::UserPoolResourceServer Identifier":
    "the user pool: the same scope of another pool is in no token of this one",
  "AWS::Cognito::UserPoolResourceServer Name": "the user pool",
  ScopeName: "the resource server of the user pool",
  "AWS::CloudWatch::Alarm MetricName": "the metric's namespace; one of ours has the agency's id as its dimension",
  // Of a dimension of a metric, and of an attribute of the user pool's recovery.
  Name: "the list that it stands in",
  "AWS::CodeDeploy::DeploymentGroup DeploymentConfigName": "AWS: one of its own configurations",
};

/** ARNs that agencies of one account have in common, and why that gives nobody anything of another agency. */
const sharedArns: Readonly<Record<string, string>> = {
  "arn:aws:iam::123456789012:root": "the account itself: its own IAM policies decide who may administer a key",
  "arn:aws:cloudwatch:us-east-1:123456789012:alarm:*":
    "CloudWatch's alarms may put messages into the topic, and CodeDeploy may look at alarms: neither reads records",
  [`arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`]:
    "AWS's own policy, to write logs: of what CDK adds to upload the pages",
  "arn:aws:s3:::cdk-hnb659fds-assets-123456789012-us-east-1":
    "CDK's upload of the pages reads code there, the same for all",
  "arn:aws:s3:::cdk-hnb659fds-assets-123456789012-us-east-1/*": "as above",
};

/** What an agency may use of what all agencies of an account have in common, and why that gives nobody anything of another. */
const sharedResources: readonly { readonly resource: RegExp; readonly because: string }[] = [
  {
    resource: /^arn:aws:cloudwatch:[\w-]+:(\d{12}|\$\{AWS::AccountId\}):alarm:\*$/,
    because: "alarms are looked at, and hold no records",
  },
  {
    resource: /^arn:aws:s3:::cdk-hnb659fds-assets-\d{12}-us-east-1(\/\*)?$/,
    because: "CDK's upload of the pages reads what deployments brought: code, the same for all",
  },
  {
    resource: /^arn:aws:ssm:us-east-1:\d{12}:parameter\/cdk\/exports\/\*$/,
    because: "CDK hands over what the pages are told anyway, the API's address and the issuer: no records, no secrets",
  },
];

interface Apart {
  readonly config: AgencyConfig;
  readonly agency: SynthesizedAgency;
  /** Without references to own resources. */
  readonly texts: readonly Text[];
}

function synthesized(configs: readonly AgencyConfig[]): readonly Apart[] {
  return configs.map((config) => {
    const agency = new SynthesizedAgency(config);
    return {
      config,
      agency,
      texts: agency.stacks.flatMap(textsOf).filter(({ text }) => !namesOwnResource.test(text)),
    };
  });
}

describe.each([
  ["as their files have them", synthesized(files)],
  ["all in one account and region", synthesized(inOneAccount)],
])("three agencies, %s", (_, agencies) => {
  /** The texts of one agency that any other has as well. */
  const sharedBy = ({ config, texts }: Apart) => {
    const others = agencies.filter((one) => one.config !== config).flatMap((one) => one.texts);
    const known = new Set(others.map(({ text }) => text));
    return texts.filter(({ text }) => known.has(text));
  };

  it("are three, of which one has its own token issuer, one no billing engine or one subscribers", () => {
    expect(agencies.length).toBeGreaterThanOrEqual(3);
    expect(agencies.some(({ config }) => config.tokenIssuer)).toBe(true);
    expect(agencies.some(({ config }) => !config.tokenIssuer)).toBe(true);
    expect(agencies.some(({ config }) => config.subscriberBuses.length > 0)).toBe(true);
  });

  it.each(agencies.map((one) => [one.config.agencyId, one] as const))("%s shares no name", (__, one) => {
    const names = sharedBy(one).filter(({ property }) => /(Name|Alias|Domain|Prefix|Identifier)$/.test(property));
    expect(names.filter(({ property }) => namesWithin[property] === undefined)).toEqual([]);
  });

  it.each(agencies.map((one) => [one.config.agencyId, one] as const))("%s shares no ARN", (__, one) => {
    const arns = sharedBy(one).filter(({ text }) => text.includes("arn:"));
    // An agency whose file names no account goes into that of whoever deploys it.
    const inThatAccount = (text: string) => text.replaceAll(`\${AWS::AccountId}`, "123456789012");
    expect(arns.filter(({ text }) => sharedArns[inThatAccount(text)] === undefined)).toEqual([]);
  });

  it.each(agencies.map((one) => [one.config.agencyId, one] as const))("%s says nothing of another", (__, one) => {
    const ids = agencies.map(({ config }) => config.agencyId).filter((id) => id !== one.config.agencyId);
    const whole = JSON.stringify(one.agency.stacks);
    expect(ids.filter((id) => whole.includes(id))).toEqual([]);
  });

  it.each(agencies.map((one) => [one.config.agencyId, one] as const))(
    "%s exports under names of its own, and imports nothing else",
    (__, one) => {
      const exported = ({ agency: { stacks } }: Apart) =>
        stacks.flatMap(({ Outputs = {} }) => Object.values(Outputs).flatMap(({ Export }) => Export?.Name ?? []));
      const others = agencies.filter((other) => other !== one).flatMap(exported);
      expect(exported(one).length).toBeGreaterThan(0);
      expect(exported(one).filter((name) => others.includes(name))).toEqual([]);
      const imported = [...JSON.stringify(one.agency.stacks).matchAll(/"Fn::ImportValue":"([^"]+)"/g)];
      expect(imported.length).toBeGreaterThan(0);
      expect(imported.filter(([, name = ""]) => !exported(one).includes(name))).toEqual([]);
    },
  );

  it.each(agencies.map((one) => [one.config.agencyId, one] as const))(
    "%s grants nothing on what is not its own, and nobody of another account anything",
    (__, { config, agency }) => {
      const isOwn = (resource: string) =>
        namesOwnResource.test(resource) ||
        resource.includes(config.agencyId) ||
        config.subscriberBuses.includes(resource) ||
        sharedResources.some((shared) => shared.resource.test(resource));
      const allowing = Object.values(agency.resources).flatMap(({ Type, Properties }) =>
        statementsIn(Properties).flatMap((one) => (one.Effect === "Allow" ? [{ Type, ...one }] : [])),
      );
      expect(allowing.length).toBeGreaterThan(50);
      // A key's policy can name no other key: AWS reads its star as the key itself.
      const onOthers = allowing.filter(({ Type }) => Type !== "AWS::KMS::Key");
      const granted = onOthers
        .flatMap(({ Resource = [] }) => [Resource].flat().map(textOf))
        .filter((one) => !isOwn(one));
      expect(granted).toEqual([]);
      const principals = allowing.flatMap(({ Principal = {} }) => principalsIn(Principal));
      expect(principals.length).toBeGreaterThan(10);
      expect(
        principals.filter(
          (one) =>
            !namesOwnResource.test(one) &&
            !/^[\w.-]+\.amazonaws\.com$|^arn:aws:iam::(\d{12}|\$\{AWS::AccountId\}):root$/.test(one),
        ),
      ).toEqual([]);
    },
  );
});
