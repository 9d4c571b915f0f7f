/**
 * Stands in the bundles for `@smithy/core/event-streams`. S3's client loads it at its start for SelectObjectContent, and the others'
 * would for operations that stream events: nothing here does that. These two are all that S3's client imports of it.
 */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export const eventStreamSerdeProvider = undefined;
