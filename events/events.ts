import { AuthorizationConfirmed } from "./authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "./authorization-discontinued.ts";
import { ServiceRendered, ServiceVoided } from "./billing-engine.ts";
import { CapUpdated } from "./cap-updated.ts";

/** Every event we publish, by `detail-type`. */
export const events = { AuthorizationConfirmed, AuthorizationDiscontinued, CapUpdated } as const;

/** Every event we take in from the billing engine, by `detail-type`. */
export const takenIn = { ServiceRendered, ServiceVoided } as const;
