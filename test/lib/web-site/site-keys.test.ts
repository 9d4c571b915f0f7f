import { describe, expect, it } from "vitest";
import { httpFunctions } from "../../../lib/deployed-functions.ts";
import { flat, production, SynthesizedAgency } from "../synthesized-agency.ts";
import { domain, far, named, one, plain } from "./web-agency.ts";

const renewed = new SynthesizedAgency({ ...production, region: "us-west-2", webSite: { domain, keyNumber: 3 } });

const name = (number: number) => `prior-auth-tracker/willow-creek/site-key-${number}`;
const reference = (secret: string) => `{{resolve:secretsmanager:${secret}:SecretString:::}}`;

/** The secrets of keys, by their names. */
function secrets(agency: SynthesizedAgency) {
  const found = agency.ofType("AWS::SecretsManager::Secret").filter(([id]) => id.startsWith("SiteKey"));
  return new Map(found.map(([id, { Properties }]) => [String(Properties.Name), { id, properties: Properties }]));
}

/** What a function is told of them. */
function toldTo(agency: SynthesizedAgency, functionName: string): string | undefined {
  const variables = agency.functions().get(functionName)?.resource.Properties.Environment?.Variables;
  return variables?.SITE_KEYS === undefined ? undefined : flat(variables.SITE_KEYS);
}

/** What CloudFront adds to each call of the API, and to none of files. */
function shown(agency: SynthesizedAgency): unknown[] {
  const { Origins, CacheBehaviors } = one(agency, "AWS::CloudFront::Distribution").DistributionConfig;
  const headers = Origins.flatMap(({ Id, OriginCustomHeaders = [] }: { Id: string; OriginCustomHeaders?: object[] }) =>
    OriginCustomHeaders.map((header) => ({ ...header, isOfApi: Id === CacheBehaviors[0].TargetOriginId })),
  );
  return headers;
}

describe("the key by which functions know CloudFront", () => {
  it.each([
    ["where CloudFront is", plain, 1],
    ["far from there", far, 1],
    ["with a domain", named, 1],
    ["renewed twice", renewed, 3],
  ])(
    "is in no template: both get it by reference, CloudFront by a name and in its own region (%s)",
    (_, agency, number) => {
      expect(shown(agency)).toEqual([
        { HeaderName: "x-site-key", HeaderValue: reference(name(number)), isOfApi: true },
      ]);
      const secret = secrets(agency).get(name(number));
      expect(toldTo(agency, "tracker")?.split(" ")[0]).toBe(reference(`\${${secret?.id}}`));
      expect(secret?.properties.GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
      const region = agency.regionOf("PriorAuthTracker-willow-creek");
      expect(secret?.properties.ReplicaRegions).toEqual(region === "us-east-1" ? undefined : [{ Region: "us-east-1" }]);
    },
  );

  it("is told to every function behind the API, the public one included, and to no other", () => {
    for (const [functionName] of plain.functions())
      expect(toldTo(plain, functionName) !== undefined, functionName).toBe(httpFunctions.includes(functionName));
  });

  it("is there with the one before it while it is renewed, since functions are deployed before CloudFront", () => {
    expect([...secrets(renewed).keys()]).toEqual([name(3), name(2)]);
    const ids = [...secrets(renewed).values()].map(({ id }) => reference(`\${${id}}`));
    expect(toldTo(renewed, "contract")).toBe(ids.join(" "));
    expect([...secrets(plain).keys()]).toEqual([name(1)]);
  });

  it("is none where there are no pages: then the API itself is asked", () => {
    const without = new SynthesizedAgency();
    expect(secrets(without).size).toBe(0);
    for (const functionName of httpFunctions) expect(toldTo(without, functionName), functionName).toBeUndefined();
  });
});
