import { AuthorizationConfirmed } from "./authorization-confirmed.ts";
import { AuthorizationCopyContinued } from "./authorization-copy-continued.ts";
import { AuthorizationDiscontinued } from "./authorization-discontinued.ts";
import { AuthorizationExpiring } from "./authorization-expiring.ts";
import { AuthorizationRunningLow } from "./authorization-running-low.ts";
import { ServiceRendered, ServiceVoided } from "./billing-engine.ts";
import { CapUpdated } from "./cap-updated.ts";

/** Every event we publish, by `detail-type`. */
export const events = {
  AuthorizationConfirmed,
  AuthorizationDiscontinued,
  CapUpdated,
  AuthorizationExpiring,
  AuthorizationRunningLow,
} as const;

/** Events that we send to ourselves, by `detail-type`: work to be done. Others see them pass and may not rely on them. */
export const internalEvents = { AuthorizationCopyContinued } as const;

/** Every event we take in from the billing engine, by `detail-type`. */
export const takenIn = { ServiceRendered, ServiceVoided } as const;
