import * as z from "zod/mini";
import { AuditEntry as StoredEntry } from "../domain/audit.ts";
import { AuditFault as Fault } from "../domain/audit-chain.ts";
import { AuthorizationId, ClientId } from "../domain/id.ts";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";

const { by, role, subject, subjectId, before, after, ...rest } = StoredEntry.shape;
const said = <Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema =>
  schema.check(z.meta({ description })) as Schema;

/**
 * One change: who, by which permission, when, and the fields before and after. Only with `audit:read`: it shows notes and names.
 */
const AuditEntry = z
  .strictObject({
    sequence: said(
      z.int(),
      "Place in the chain of the client or of the setup, from 1, without gaps. The order of changes.",
    ),
    ...rest,
    by: said(by, "The user's id, `billing-engine`, or the name of a job."),
    role: said(role, "The permission that the route needs, `billing-engine`, or the name of a job."),
    subject: said(
      subject,
      "What was changed: client, insurance, authorization or service; of the setup payer, activityCode, group or settings.",
    ),
    subjectId,
    before: said(
      before,
      "The fields that changed, as they were. Empty for what was created. A repair changes nothing and tells the version.",
    ),
    after: said(after, "The fields that changed, as they are. Empty for what was deleted."),
    previousHash: said(
      z.string(),
      "`hash` of the entry before; of the first one SHA-256 of the client id, of the setup's of `CATALOG`.",
    ),
    hash: said(
      z.string(),
      "SHA-256, in hexadecimal, of previousHash, a line feed, and the other fields as canonical JSON (RFC 8785).",
    ),
  })
  .register(z.globalRegistry, { id: "AuditEntry" });

const AuditFault = z
  .strictObject({
    sequence: Fault.shape.sequence,
    fault: said(
      Fault.shape.fault,
      "MISSING: no such entry. ALTERED: its content does not give its hash. UNLINKED: its neighbour, or the head of the " +
        "chain, has another hash of it. BEYOND_HEAD: the head knows of no such entry. GAP: next to it, by the versions " +
        "before and after, an entry of the same authorization is missing.",
    ),
  })
  .register(z.globalRegistry, { id: "AuditFault" });

const AuditPage = z
  .strictObject({ ...page(AuditEntry).shape, faults: z.array(AuditFault) })
  .register(z.globalRegistry, { id: "AuditPage" });

export const listAudit = route({
  operationId: "listAudit",
  method: "GET",
  path: "/v1/clients/{clientId}/audit",
  capability: "audit",
  summary: "Every change of a client, newest first, or those of one authorization; `faults` tells of touched entries",
  description:
    "Who did what when, with the fields before and after. The entries of a client are chained by hashes; " +
    "`faults` is empty as long as nobody has touched any of this page.",
  permission: "audit:read",
  pathParameters: z.strictObject({ clientId: ClientId }),
  query: z.strictObject({ authorizationId: z.exactOptional(AuthorizationId), ...pageQuery }),
  replies: { 200: AuditPage },
  errors: ["NOT_FOUND"],
});

export const listSetupAudit = route({
  operationId: "listSetupAudit",
  method: "GET",
  path: "/v1/setup-audit",
  capability: "audit",
  summary: "Every change of payers, activity codes, authorization groups and tracker settings, newest first",
  description:
    "The setup has a chain of its own, checked as that of a client: `faults` is empty as long as nobody touched it.",
  permission: "audit:read",
  showsClients: false,
  query: z.strictObject(pageQuery),
  replies: { 200: AuditPage },
});
