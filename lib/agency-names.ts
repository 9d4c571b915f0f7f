/** Where CloudFront looks for firewalls, certificates and sources of its logs, wherever the agency is. */
export const webRegion = "us-east-1";

/**
 * The names that must be known before the resource exists: the key's policy names them, one stack finds what is in another
 * by them, and the billing engine and operators look for them. Everything else gets its name from CloudFormation, so that it can be replaced.
 */
export function agencyNames(agencyId: string) {
  const stack = `PriorAuthTracker-${agencyId}`;
  return {
    stack,
    dataStack: `${stack}-Data`,
    webStack: `${stack}-Web`,
    /** Of vault, plan and selection. A vault's name has 50 characters at most: 31 are left for the agency. */
    backup: `prior-auth-tracker-${agencyId}`,
    bus: `prior-auth-tracker-${agencyId}`,
    dashboard: `prior-auth-tracker-${agencyId}`,
    eventRegistry: `prior-auth-tracker-${agencyId}`,
    siteKey: (number: number) => `prior-auth-tracker/${agencyId}/site-key-${number}`,
    functionLog: (functionName: string) => `/prior-auth-tracker/${agencyId}/${functionName}`,
    // API Gateway adds every log group to one resource policy of the account, which is full after a few agencies. Names
    // under /aws/vendedlogs are covered by a single entry.
    apiAccessLog: `/aws/vendedlogs/prior-auth-tracker/${agencyId}/api`,
    webAccessLog: `/aws/vendedlogs/prior-auth-tracker/${agencyId}/web`,
    // WAF writes into logs that begin so, and into no other.
    firewallLog: `aws-waf-logs-prior-auth-tracker-${agencyId}`,
    webDelivery: `prior-auth-tracker-${agencyId}-web`,
  };
}
