import { describe, expect, it } from "vitest";
import { searchClients } from "../../api/clients.ts";
import { readClaimAuthorization } from "../../api/services.ts";
import { readTracker } from "../../api/tracker.ts";
import type { Fields } from "./complete-bodies.ts";

describe("context NOTE, FACE_SHEET, ITP give the same rows; another context is 400", () => {
  it.each<[Fields, boolean]>([
    [{ context: "NOTE" }, true],
    [{ context: "FACE_SHEET" }, true],
    [{ context: "ITP" }, true],
    [{}, true],
    [{ context: "note" }, false],
    [{ context: "DASHBOARD" }, false],
    [{ context: "" }, false],
    [{ asOf: "2026-03-16" }, true],
    [{ asOf: "2026-02-30" }, false],
    [{ hideExpired: "true" }, true],
    [{ hideExpired: "false" }, true],
    [{ hideExpired: "yes" }, false],
  ])("%j: %s", (query, accepted) => {
    expect(readTracker.query.safeParse(query).success).toBe(accepted);
  });

  it("there are no more than these three", () => {
    expect(readTracker.query.shape.context.def.innerType.options).toEqual(["NOTE", "FACE_SHEET", "ITP"]);
  });
});

describe("Pages: `limit` 1..100", () => {
  it.each<[Fields, boolean]>([
    [{}, true],
    [{ limit: "1" }, true],
    [{ limit: "9" }, true],
    [{ limit: "50" }, true],
    [{ limit: "99" }, true],
    [{ limit: "100" }, true],
    [{ limit: "0" }, false],
    [{ limit: "101" }, false],
    [{ limit: "007" }, false],
    [{ limit: "-1" }, false],
    [{ limit: "1.5" }, false],
    [{ limit: "1e1" }, false],
    [{ limit: "" }, false],
    [{ limit: "all" }, false],
    [{ cursor: "" }, false],
    [{ cursor: "x".repeat(2048) }, true],
    [{ cursor: "x".repeat(2049) }, false],
    [{ search: "" }, true],
    [{ search: "x".repeat(100) }, true],
    [{ search: "x".repeat(101) }, false],
  ])("%j: %s", (query, accepted) => {
    expect(searchClients.query.safeParse(query).success).toBe(accepted);
  });
});

describe("for a service, or for service date and activity code: which of them belong together, the handler says", () => {
  it.each<[Fields, boolean]>([
    [{ serviceDate: "2026-03-16", activityCode: "IND15" }, true],
    [{ serviceDate: "2026-03-16", activityCode: "IND15", insuranceId: "I2001" }, true],
    [{ serviceDate: "2026-02-30", activityCode: "IND15" }, false],
    [{ serviceDate: "2026-03-16", activityCode: "IND 15" }, false],
    [{ serviceId: "S4001" }, true],
    [{ serviceId: "S 4001" }, false],
    [{ serviceDate: "2026-03-16", activityCode: "IND15", units: "4" }, false],
  ])("%j: %s", (query, accepted) => {
    expect(readClaimAuthorization.query.safeParse(query).success).toBe(accepted);
  });
});
