/**
 * Stands in the bundles for the SDK's chain of credential providers (`@aws-sdk/credential-provider-node`). Lambda hands
 * the role's keys over in the environment; the chain's other ways of finding keys (profiles, SSO, containers) are a third
 * of a bundle and of no use there. This is all that the service clients import of that package.
 */
export function defaultProvider() {
  return async () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
    if (!accessKeyId || !secretAccessKey) {
      throw new Error("No AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set.");
    }
    const sessionToken = process.env.AWS_SESSION_TOKEN;
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
