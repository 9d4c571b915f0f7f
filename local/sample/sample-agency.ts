import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { AuthorizationInput } from "../../api/authorizations.ts";
import { ClientInsuranceInput } from "../../api/client-insurances.ts";
import { addDays, CalendarDate, daysBetween } from "../../domain/calendar.ts";
import { ActivityCode, AuthorizationGroup, Payer } from "../../domain/catalog.ts";
import { Client } from "../../domain/client.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId } from "../../domain/id.ts";

/** A sample agency as it stands in its file: the facts that users would enter, with ids given. Other fields are left aside. */
const SampleAgency = z.object({
  asOf: CalendarDate,
  payers: z.array(z.omit(Payer, { version: true })),
  activityCodes: z.array(z.omit(ActivityCode, { version: true })),
  authorizationGroups: z.array(z.omit(AuthorizationGroup, { version: true })),
  clients: z.array(z.omit(Client, { version: true })),
  clientInsurances: z.array(
    z.strictObject({ ...ClientInsuranceInput.shape, clientId: ClientId, insuranceId: InsuranceId }),
  ),
  authorizations: z.array(
    z.strictObject({
      ...AuthorizationInput.shape,
      clientId: ClientId,
      authorizationId: AuthorizationId,
      confirmed: z.boolean(),
      discontinued: z.boolean(),
    }),
  ),
  services: z.array(
    z.strictObject({
      serviceId: z.string(),
      clientId: ClientId,
      authorizationId: z.exactOptional(AuthorizationId),
      activityCode: ActivityCodeId,
      serviceDate: CalendarDate,
      units: z.int(),
    }),
  ),
});
export type SampleAgency = z.infer<typeof SampleAgency>;

/** Reads a sample file. Throws one sentence that names the file and every fault. */
export function readSampleAgency(file: string): SampleAgency {
  const parsed = SampleAgency.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Error(`${file} is not a sample agency: ${faults}`);
}

/** The same agency with its days moved, so that its as-of day is `today`. Birth dates stay. */
export function shiftedTo(today: CalendarDate, sample: SampleAgency): SampleAgency {
  const days = daysBetween(sample.asOf, today);
  const moved = <Row extends object, Field extends keyof Row>(row: Row, ...fields: Field[]): Row => ({
    ...row,
    ...Object.fromEntries(
      fields
        .filter((field) => typeof row[field] === "string")
        .map((field) => [field, addDays(row[field] as string, days)]),
    ),
  });
  return {
    ...sample,
    asOf: today,
    clientInsurances: sample.clientInsurances.map((row) => moved(row, "effectiveDate", "expirationDate")),
    authorizations: sample.authorizations.map((row) => moved(row, "effectiveDate", "expirationDate")),
    services: sample.services.map((row) => moved(row, "serviceDate")),
  };
}
