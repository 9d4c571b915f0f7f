import { expect, it } from "vitest";
import { AgencyConfig } from "../../../lib/agency-file/agency-config.ts";
import { readAgencyConfig } from "../../../lib/agency-file/agency-files.ts";

const demo = readAgencyConfig("demo");
const tokenIssuer = { issuer: "https://login.example.org", audience: ["tracker"] };
const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b";
const hostedZone = { id: "Z0123456789ABC", name: "example.org" };

function faultsOf(changes: object): string[] {
  const { error } = AgencyConfig.safeParse({ ...demo, ...changes });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);
}

it.each([
  ["at an address of CloudFront's", { webSite: {} }],
  [
    "at a domain with a certificate of its own",
    { webSite: { domain: { name: "tracker.example.org", certificateArn } } },
  ],
  ["at a domain with a hosted zone", { webSite: { domain: { name: "tracker.example.org", hostedZone } } }],
  [
    "with a client of the agency's issuer",
    { tokenIssuer, webSite: { clientId: "pages", scopes: ["openid", "offline_access"] } },
  ],
  [
    "with tokens from elsewhere",
    { tokenIssuer, webSite: { clientId: "pages", issuerOrigins: ["https://t.example.org"] } },
  ],
])("an agency may have pages %s", (_, changes) => {
  expect(faultsOf(changes)).toEqual([]);
});

it.each([
  [{ webSite: true }, /^webSite must be an object/],
  [{ webSite: { address: "tracker.example.org" } }, /^webSite has unknown fields: address/],
  [
    { webSite: { domain: { name: "tracker.example.org" } } },
    /^webSite\.domain must have certificateArn, or hostedZone/,
  ],
  [
    { webSite: { domain: { name: "https://tracker.example.org", certificateArn } } },
    /^webSite\.domain\.name must be a domain/,
  ],
  [
    {
      webSite: {
        domain: { name: "tracker.example.org", certificateArn: certificateArn.replace("us-east-1", "us-west-2") },
      },
    },
    /^webSite\.domain\.certificateArn must be the ARN of a certificate in us-east-1/,
  ],
  [
    { webSite: { domain: { name: "t.example.org", hostedZone: { ...hostedZone, id: "example.org" } } } },
    /hostedZone\.id must be/,
  ],
  [{ tokenIssuer, webSite: {} }, /^webSite\.clientId must be given with tokenIssuer, and only then/],
  [{ webSite: { clientId: "pages" } }, /^webSite\.clientId must be given with tokenIssuer, and only then/],
  [{ tokenIssuer, webSite: { clientId: "pages", scopes: ["profile"] } }, /^webSite\.scopes must have openid/],
  [
    { tokenIssuer, webSite: { clientId: "pages", issuerOrigins: ["https://t.example.org/"] } },
    /^webSite\.issuerOrigins\.0 must be an origin/,
  ],
])("refuses pages that could not work: %j", (changes, sentence) => {
  expect(faultsOf(changes)).toEqual([expect.stringMatching(sentence)]);
});

it("demands a domain of pages where records are real, and no pages", () => {
  const production = {
    stage: "production",
    allowedOrigins: ["https://tracker.example.org"],
    logRetentionDays: 365,
    budget: { monthlyUsd: 200 },
    account: "123456789012",
    alarmEmail: "a@example.org",
    removalPolicy: "retain",
  };
  expect(faultsOf({ ...production, webSite: {} })).toEqual([expect.stringMatching(/^webSite must have a domain: /)]);
  expect(faultsOf(production)).toEqual([]);
});
