/**
 * Stands in the bundles for `@aws-sdk/middleware-endpoint-discovery`. DynamoDB's client asks the service for other
 * endpoints only when it is told to, and nothing here tells it; the package with its caches is 8 KB of each bundle. These
 * two are all that the client imports of it.
 */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: false,
};
