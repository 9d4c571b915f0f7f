import { production, type StackTemplate, SynthesizedAgency } from "../synthesized-agency.ts";

export const hostedZone = { id: "Z0123456789ABC", name: "willow-creek.example" };
export const domain = { name: "tracker.willow-creek.example", hostedZone };

/** At an address of CloudFront's. */
export const plain = new SynthesizedAgency({ webSite: {} });
export const named = new SynthesizedAgency({ ...production, webSite: { domain } });
/** Not where CloudFront has its certificates. */
export const far = new SynthesizedAgency({ ...production, region: "us-west-2", webSite: { domain } });
export const theirIssuer = new SynthesizedAgency({
  tokenIssuer: { issuer: "https://login.example.org/realms/staff", audience: ["prior-auth-api"] },
  webSite: { clientId: "pages", scopes: ["openid", "offline_access"], issuerOrigins: ["https://tokens.example.org"] },
});

export const webStack = "PriorAuthTracker-willow-creek-Web";

export function web(agency: SynthesizedAgency): StackTemplate {
  const found = agency.stacks.find(({ stackName }) => stackName === webStack);
  if (!found) throw new Error("There is no stack of the pages.");
  return found;
}

/** The resources of a type, of the pages' stack alone. */
export function all(agency: SynthesizedAgency, type: string) {
  return Object.values(web(agency).Resources).filter(({ Type }) => Type === type);
}

/** The properties of the one resource of a type there. */
export function one(agency: SynthesizedAgency, type: string) {
  const [found, ...others] = all(agency, type);
  if (!found || others.length > 0) throw new Error(`Expected one ${type}, found ${others.length + (found ? 1 : 0)}.`);
  return found.Properties;
}

/** One of the three uploads of files, and the directories that they come from. */
export function upload(agency: SynthesizedAgency, name: string) {
  const found = Object.entries(web(agency).Resources).find(
    ([id, { Type }]) => Type === "Custom::CDKBucketDeployment" && id.startsWith(`Site${name}`),
  );
  if (!found) throw new Error(`There is no upload of ${name}.`);
  const [logicalId, { Properties: properties, DependsOn: after = [] }] = found;
  const keys: string[] = properties.SourceObjectKeys;
  return { logicalId, properties, after, directories: keys.map((key) => agency.assetDirectory(key)) };
}

/** A text of the template with what is known only in AWS as `*`. */
export function pattern(value: unknown): string {
  const { "Fn::Join": join } = (value ?? {}) as { "Fn::Join"?: [string, unknown[]] };
  return typeof value === "string" ? value : (join?.[1].map(pattern).join(join[0]) ?? "*");
}
