import * as z from "zod/mini";
import { LinkedEntry } from "../domain/audit-chain.ts";
import { Authorization } from "../domain/authorization.ts";
import { AuthorizationCopy, CopyResult } from "../domain/authorization-copy.ts";
import { Cap } from "../domain/cap.ts";
import { Client } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import { Disclosure } from "../domain/disclosure.ts";
import { hasEntryRule } from "../domain/entry-rules.ts";
import { ExpiringAlerts } from "../domain/expiring-alert.ts";
import { StoredHandling } from "../domain/handling.ts";
import { RunningLowAlerts } from "../domain/running-low-alert.ts";
import { Service } from "../domain/service.ts";
import { AuthorizationBalance, DayOfService, Movement } from "../domain/usage.ts";
import { AwaitedCap } from "./awaited-caps.ts";
import { StoredActivityCode, StoredGroup, StoredPayer, StoredSettings } from "./catalog.ts";
import { DriftFinding } from "./drift-findings.ts";
import { currentSchema } from "./migrations.ts";
import { Uncovered } from "./services.ts";

/**
 * The kinds of items that hold what was entered and what follows from it. Two releases read and write them side by side, and
 * stored ones stay for years: so a check knows what a release may change of them (`scripts/compatibility/item-breaks.ts`).
 */
export const itemSchemas = {
  activityCode: StoredActivityCode,
  audit: LinkedEntry,
  authorization: Authorization,
  awaitedCap: AwaitedCap,
  balance: AuthorizationBalance,
  cap: Cap,
  client: Client,
  copy: AuthorizationCopy,
  copyResult: CopyResult,
  dayOfService: DayOfService,
  disclosure: Disclosure,
  driftFinding: DriftFinding,
  expiringAlerts: ExpiringAlerts,
  group: StoredGroup,
  handling: StoredHandling,
  insurance: ClientInsurance,
  movement: Movement,
  payer: StoredPayer,
  runningLowAlerts: RunningLowAlerts,
  service: Service,
  settings: StoredSettings,
  uncovered: Uncovered,
} as const satisfies Readonly<Record<string, z.ZodMiniType>>;

/** Their JSON Schemas, each with the number of its layout. Fields that are not named are read and kept all the same, and no pattern tells
 * what may be entered by now. */
export function itemDocuments(): Record<string, object> {
  const documents = Object.entries(itemSchemas).map(([kind, schema]) => {
    const document = z.toJSONSchema(schema, {
      io: "input",
      override: ({ zodSchema, jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        if (hasEntryRule(zodSchema)) delete jsonSchema.pattern;
      },
    });
    return [kind, { layout: currentSchema(kind), schema: document }] as const;
  });
  return Object.fromEntries(documents);
}
