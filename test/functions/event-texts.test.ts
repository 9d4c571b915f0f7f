import { describe, expect, it } from "vitest";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { authorizationConfirmed, authorizationDiscontinued } from "../../functions/confirm/told-to-billing.ts";
import { auditEntry } from "../../functions/runtime/audit-entry.ts";
import { unsentEvent } from "../../functions/runtime/unsent-event.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { actor, authorization, catalog, confirmed, discontinued, group } from "../domain/examples.ts";

const occasion = {
  eventId: "e1",
  occurredAt: "2026-03-16T14:05:00.000Z",
  agencyId: "willow-creek",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
};

const dataIn = ({ detail }: UnsentEvent) => JSON.parse(detail).data;

describe("AuthorizationConfirmed", () => {
  it("tells the whole state of the version that was confirmed", () => {
    const which = confirmed({ authUnits: 96, authVisits: 20, notes: "called Marisol", version: 5 });
    expect(dataIn(authorizationConfirmed(which, catalog(), occasion))).toEqual({
      clientId: "C1001",
      insuranceId: "I2001",
      authorizationId: "A3001",
      authorizationVersion: 1,
      authorizationNumber: "PA-26-004417",
      activityCodes: ["IND15"],
      authUnits: 96,
      authVisits: 20,
      effectiveDate: "2026-01-05",
      expirationDate: "2026-07-04",
      confirmedBy: "u-confirmer",
    });
  });

  it("null where a quantity is not limited, the codes of a group as they are today", () => {
    const setUp = catalog({ groups: [group("therapy", "*All Therapy", ["PSY45", "PSY60"])] });
    const which = confirmed({ procedure: { groupId: "therapy" } });
    expect(dataIn(authorizationConfirmed(which, setUp, occasion))).toMatchObject({
      activityCodes: ["PSY45", "PSY60"],
      authUnits: null,
      authVisits: null,
    });
  });

  it("can't be told of what is not confirmed", () => {
    expect(() => authorizationConfirmed(authorization(), catalog(), occasion)).toThrow();
  });
});

describe("AuthorizationDiscontinued", () => {
  it("tells the version of the discontinuation and who did it", () => {
    const which = confirmed({ ...discontinued("moved to Marisol's aunt"), version: 3 });
    expect(dataIn(authorizationDiscontinued(which, occasion))).toEqual({
      clientId: "C1001",
      insuranceId: "I2001",
      authorizationId: "A3001",
      authorizationVersion: 3,
      discontinuedBy: "u-clinician",
    });
  });

  it("can't be told of what is not discontinued", () => {
    expect(() => authorizationDiscontinued(confirmed(), occasion)).toThrow();
  });
});

describe("an event as it is kept in the outbox", () => {
  const data = dataIn(authorizationConfirmed(confirmed(), catalog(), occasion));

  it("is the whole event as text, under its own id", () => {
    const unsent = unsentEvent("AuthorizationConfirmed", AuthorizationConfirmed, data, occasion);
    expect(unsent).toMatchObject({
      eventId: "e1",
      occurredAt: occasion.occurredAt,
      detailType: "AuthorizationConfirmed",
    });
    expect(JSON.parse(unsent.detail)).toEqual({ metadata: { schemaVersion: 1, ...occasion }, data });
  });

  it("is checked against its contract before anything is stored", () => {
    const wrong = { ...data, authUnits: 0 };
    expect(() => unsentEvent("AuthorizationConfirmed", AuthorizationConfirmed, wrong, occasion)).toThrow();
  });

  it("leaves out what the contract does not name", () => {
    const more = { ...data, notes: "called Marisol" };
    const unsent = unsentEvent("AuthorizationConfirmed", AuthorizationConfirmed, more, occasion);
    expect(JSON.parse(unsent.detail).data).toEqual(data);
  });
});

describe("an audit entry", () => {
  const call = { actor: actor(), role: "auths:write", now: new Date("2026-03-16T14:05:00.000Z") };
  const services = { newId: () => "audit-1" };
  const subject = ["authorization", "A3001"] as const;

  it("says who, under what, when, what before, what after", () => {
    const before = authorization({ authUnits: 5 });
    const after = authorization({ authUnits: 6, version: 2 });
    expect(auditEntry(call, services, subject, { before, after })).toEqual({
      auditId: "audit-1",
      at: "2026-03-16T14:05:00.000Z",
      by: "u-reader",
      role: "auths:write",
      action: "CHANGED",
      subject: "authorization",
      subjectId: "A3001",
      before: { authUnits: 5, version: 1 },
      after: { authUnits: 6, version: 2 },
    });
  });

  it("of what was made has no before, of what was deleted no after", () => {
    const only = { a: 1 };
    expect(auditEntry(call, services, subject, { after: only })).toMatchObject({
      action: "CREATED",
      before: {},
      after: only,
    });
    expect(auditEntry(call, services, subject, { before: only })).toMatchObject({
      action: "DELETED",
      before: only,
      after: {},
    });
  });
});
