import { AuthorizationConfirmed } from "./authorization-confirmed.ts";
import { CapUpdated } from "./cap-updated.ts";

/** Every event we publish, by `detail-type`. */
export const events = { AuthorizationConfirmed, CapUpdated } as const;
