import { AuthorizationConfirmed } from "./authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "./authorization-discontinued.ts";
import { CapUpdated } from "./cap-updated.ts";

/** Every event we publish, by `detail-type`. */
export const events = { AuthorizationConfirmed, AuthorizationDiscontinued, CapUpdated } as const;
