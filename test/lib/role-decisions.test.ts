import { describe, expect, it } from "vitest";
import { agency, list, type Statement, statementsOf } from "./role-statements.ts";

/** IAM's decision on one item: an explicit deny wins, else something has to allow it. */
function decision(name: string, action: string, key: string, attributes: readonly string[]): "allowed" | "denied" {
  const matches = (pattern: string, text: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
  const applies = ({ Action, Condition = {} }: Statement) =>
    list(Action).includes(`dynamodb:${action}`) &&
    Object.entries(Condition).every(([operator, tests]) =>
      Object.entries(tests).every(([context, patterns]) => {
        const values = context === "dynamodb:LeadingKeys" ? [key] : attributes;
        const test = (value: string) => list(patterns).some((pattern) => matches(pattern, value));
        return operator.startsWith("ForAllValues") ? values.every(test) : values.some(test);
      }),
    );
  const applying = statementsOf(name).filter(applies);
  return applying.some(({ Effect }) => Effect === "Allow") && applying.every(({ Effect }) => Effect === "Allow")
    ? "allowed"
    : "denied";
}

const cap = ["PK", "SK", "confirmed", "version"];

describe("what IAM makes of it", () => {
  it.each([
    ["tracker", "Query", "CLIENT#c1", [], "allowed"],
    ["tracker", "PutItem", "CLIENT#c1", [], "denied"],
    ["authorizations", "UpdateItem", "REFERENCE#r1", ["PK"], "denied"],
    ["clients", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["setup", "Query", "CATALOG#AUDIT", [], "denied"],
    ["services", "DeleteItem", "AUTH#a1", [], "denied"],
    ["services", "DeleteItem", "CLIENT#c1#SERVICES", [], "allowed"],
    ["services", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["billing", "DeleteItem", "CLIENT#c1", [], "allowed"],
    ["tracker", "Query", "OUTBOX#0", [], "denied"],
    ["insurances", "PutItem", "CATALOG", [], "denied"],
    ["authorizations", "PutItem", "CLIENT#c1", ["PK", "notes"], "allowed"],
    ["authorizations", "PutItem", "CLIENT#c1", cap, "denied"],
    ["authorizations", "UpdateItem", "CLIENT#c1", ["discontinuedVersion"], "denied"],
    ["services", "PutItem", "CLIENT#c1", cap, "denied"],
    ["authorizations", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "allowed"],
    ["authorizations", "UpdateItem", "CLIENT#c1#AUDIT", ["PK"], "denied"],
    ["clients", "DeleteItem", "CLIENT#c1#AUDIT", [], "denied"],
    ["audit", "Query", "CLIENT#c1#AUDIT", [], "allowed"],
    ["audit", "BatchGetItem", "CLIENT#c1#HISTORY", [], "allowed"],
    ["audit", "Query", "CLIENT#c1", [], "denied"],
    ["audit", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "denied"],
    ["audit", "PutItem", "CLIENT#c1", ["PK"], "denied"],
    ["audit", "GetItem", "CATALOG", [], "allowed"],
    ["audit", "Query", "CATALOG", [], "denied"],
    ["audit", "Query", "CATALOG#AUDIT", [], "allowed"],
    ["audit", "PutItem", "CATALOG#AUDIT", ["PK"], "denied"],
    ["setup", "PutItem", "CATALOG#AUDIT", ["PK"], "allowed"],
    ["setup", "DeleteItem", "CATALOG#AUDIT", [], "denied"],
    ["setup", "Query", "CLIENT#c1", [], "denied"],
    ["confirm", "PutItem", "OUTBOX#3", ["PK"], "allowed"],
    ["confirm", "PutItem", "CLIENT#c1", cap, "denied"],
    ["billing", "PutItem", "CLIENT#c1", cap, "allowed"],
    ["billing", "PutItem", "EVENT#e1", ["PK"], "allowed"],
    ["authorizations", "PutItem", "IDEMPOTENCY#0a1b", ["PK", "bodyHash"], "allowed"],
    ["insurances", "GetItem", "IDEMPOTENCY#0a1b", [], "allowed"],
    ["authorizations", "DeleteItem", "IDEMPOTENCY#0a1b", [], "denied"],
    ["tracker", "GetItem", "IDEMPOTENCY#0a1b", [], "denied"],
    ["billing", "UpdateItem", "CLIENT#c1#AUDIT", [], "denied"],
    ["confirm", "PutItem", "AWAITED#1", ["PK"], "allowed"],
    ["confirm", "DeleteItem", "AWAITED#1", [], "denied"],
    ["authorizations", "PutItem", "AWAITED#1", ["PK"], "allowed"],
    ["billing", "DeleteItem", "AWAITED#1", [], "allowed"],
    ["billing", "PutItem", "AWAITED#1", ["PK"], "denied"],
    ["reports", "Query", "DRIFT", [], "allowed"],
    ["reports", "PutItem", "DRIFT", ["PK"], "denied"],
    ["reconcile", "Query", "REFERENCE#PAYER#P1", [], "allowed"],
    ["reconcile", "Query", "REFERENCE#GROUP#g", [], "denied"],
    ["reconcile", "PutItem", "CLIENT#c1", cap, "denied"],
    ["reconcile", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "allowed"],
    ["reconcile", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["copies", "PutItem", "COPY#c1", ["PK"], "allowed"],
    ["copies", "PutItem", "CLIENT#c1", cap, "denied"],
    ["copies", "UpdateItem", "CLIENT#c1", [], "denied"],
    ["copy-targets", "PutItem", "CLIENT#c1", ["PK", "authorizationNumber"], "allowed"],
    ["copy-targets", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["copy-targets", "DeleteItem", "COPY#c1", [], "denied"],
    ["resend", "DeleteItem", "OUTBOX#0", [], "allowed"],
    ["resend", "Query", "CLIENT#c1", [], "denied"],
    ["copy-targets", "PutItem", "RUNNING_LOW#2", ["PK"], "denied"],
    ["remind", "PutItem", "ALERTS#a1", ["PK"], "allowed"],
    ["remind", "BatchGetItem", "CLIENT#c1", [], "allowed"],
    ["remind", "PutItem", "CLIENT#c1", ["PK"], "denied"],
    ["remind", "DeleteItem", "CLIENT#c1", [], "denied"],
    ["remind", "Query", "CLIENT#c1", [], "denied"],
    ["services", "PutItem", "RUNNING_LOW#1", ["PK"], "allowed"],
    ["services", "PutItem", "ALERTS#a1", ["PK"], "denied"],
    ["anchor", "Query", "CLIENT#c1#AUDIT", [], "allowed"],
    ["anchor", "PutItem", "CLIENT#c1#AUDIT", ["PK"], "denied"],
    ["anchor", "PutItem", "CLIENT#c1", ["PK"], "denied"],
    ["anchor", "Query", "CLIENT#c1", [], "denied"],
    ["contract", "GetItem", "CATALOG", [], "denied"],
  ] as const)("%s, %s of %s with %j is %s", (name, action, key, attributes, expected) => {
    expect(decision(name, action, key, attributes)).toBe(expected);
  });

  it.each([...agency.functions().keys()])("%s changes no audit entry that is written", (name) => {
    for (const key of ["CLIENT#c1#AUDIT", "CATALOG#AUDIT"]) {
      expect(decision(name, "UpdateItem", key, [])).toBe("denied");
      // Clients' audits go as a whole at the end of their retention.
      const deletes = name === "retention" && key === "CLIENT#c1#AUDIT";
      expect(decision(name, "DeleteItem", key, [])).toBe(deletes ? "allowed" : "denied");
    }
  });

  /** Those that read audits, of whatever key they may name. */
  const readers = ["anchor", "audit", "records", "retention"];

  it.each([...agency.functions().keys()].filter((name) => !readers.includes(name)))("%s reads no audit", (name) => {
    for (const key of ["CLIENT#c1#AUDIT", "CATALOG#AUDIT"])
      for (const action of ["GetItem", "BatchGetItem", "Query"]) expect(decision(name, action, key, [])).toBe("denied");
  });

  // IAM sees the partition of what is deleted and no more, and caps share the client's own with insurances and authorizations.
  it("only billing, retention, and who deletes insurances or moves authorizations to the history, could delete a cap", () => {
    const could = [...agency.functions().keys()].filter(
      (name) => decision(name, "DeleteItem", "CLIENT#c1", []) === "allowed",
    );
    expect(could.sort()).toEqual(["authorizations", "billing", "insurances", "retention"]);
  });
});
