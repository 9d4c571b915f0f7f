/**
 * Stands in the bundles for `@smithy/core/retry`. Whatever is sent again is so by one layer, which knows how much time the
 * call has: `store/retry-budget.ts` and `publisher.ts`. The SDK sends once, and its own machinery is 8 KB of each bundle. These
 * are all that the service clients import of it; what they read of settings is read by nobody then.
 */
export const getRetryPlugin = () => ({
  applyToStack: (stack: { readonly add: (middleware: object, options: object) => void }) =>
    // Does nothing, but has to be there: signing has its place after it.
    stack.add(<Next>(next: Next) => next, {
      name: "retryMiddleware",
      step: "finalizeRequest",
      priority: "high",
      override: true,
    }),
});

export const resolveRetryConfig = <Config>(config: Config): Config => config;

export const Retry = { v2026: false };

export const DEFAULT_MAX_ATTEMPTS = 1;
export const DEFAULT_RETRY_MODE = "standard";
export const RETRY_MODES = { STANDARD: "standard", ADAPTIVE: "adaptive" } as const;

const unread = { environmentVariableSelector: () => undefined, configFileSelector: () => undefined };
export const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = { ...unread, default: DEFAULT_MAX_ATTEMPTS };
export const NODE_RETRY_MODE_CONFIG_OPTIONS = { ...unread, default: DEFAULT_RETRY_MODE };
