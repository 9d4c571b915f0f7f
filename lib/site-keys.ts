import { RemovalPolicy, SecretValue } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { agencyNames, webRegion } from "./agency-names.ts";
import { generatedKey } from "./generated-key.ts";

/** The header in which CloudFront shows its key to the functions (functions/runtime/site-key.ts). */
export const siteKeyHeader = "x-site-key";

type Site = Pick<AgencyConfig, "agencyId" | "region" | "webSite">;

/**
 * The keys by which functions know CloudFront, the newest first; none where the agency has no pages. The one before the newest
 * counts as well: while one is changed, functions are deployed before CloudFront.
 */
export function siteKeys(scope: Construct, { agencyId, region, webSite }: Site, encryptionKey: IKey): string[] {
  if (webSite === undefined) {
    return [];
  }
  const newest = webSite.keyNumber ?? 1;
  return [newest, newest - 1]
    .filter((number) => number > 0)
    .map((number) => {
      const { reference } = generatedKey(scope, `SiteKey${number}`, {
        // By a fixed name, since the pages' stack may take nothing from this one that ever changes.
        name: agencyNames(agencyId).siteKey(number),
        description: "What CloudFront shows to the API. Renew it by the number in the agency's file, never here.",
        encryptionKey,
        removalPolicy: RemovalPolicy.DESTROY,
        ...(region !== webRegion && { replicaRegion: webRegion }),
      });
      return reference;
    });
}

/** The newest of them, for CloudFront, as a dynamic reference of the pages' region. */
export function siteKeyOfPages({ agencyId, webSite }: Site): string {
  return SecretValue.secretsManager(agencyNames(agencyId).siteKey(webSite?.keyNumber ?? 1)).unsafeUnwrap();
}
