import { describe, expect, it } from "vitest";
import {
  draftOf,
  type Filters,
  filterSentence,
  filtersOf,
  filtersOfDraft,
  requestOf,
} from "../../web/pages/reports/report-filters.ts";

describe("the filters of Client Authorizations", () => {
  it("are those of the address, without what is empty or unknown", () => {
    expect(filtersOf("report=x&expiresIn=7&program=+Outpatient+&location=&sort=client&cursor=c")).toEqual({
      expiresIn: "7",
      program: "Outpatient",
    });
  });

  it.each<[Filters, object]>([
    [{}, {}],
    [
      { expiresIn: "14", lowUnits: "5" },
      { expiresIn: 14, lowUnits: 5 },
    ],
    [
      { lowUnits: "true", program: "P" },
      { lowUnits: true, program: "P" },
    ],
    [{ expirationOnOrBefore: "2026-04-30" }, { expirationOnOrBefore: "2026-04-30" }],
    [{ clientStatus: "INACTIVE" }, { clientStatus: "INACTIVE" }],
  ])("ask the API for %j as %j", (filters, request) => {
    expect(requestOf(filters)).toEqual(request);
  });

  it("go to the API although they can't be right: it says what is wrong", () => {
    expect(requestOf({ expiresIn: "99", lowUnits: "few" })).toEqual({ expiresIn: 99, lowUnits: Number.NaN });
  });

  it.each<Filters>([
    {},
    { expiresIn: "7" },
    { expiresIn: "99" },
    { effectiveOnOrAfter: "2026-03-01", expirationOnOrBefore: "2026-04-30" },
    { program: "Outpatient", location: "Main Street", lowUnits: "true" },
    { lowUnits: "0" },
    { expiresIn: "30", lowUnits: "true" },
    { clientStatus: "ALL" },
    { clientStatus: "INACTIVE", program: "Outpatient" },
    { clientStatus: "GONE" },
    { expirationOnOrBefore: "2026-04-30", lowUnits: "5" },
  ])("are the same after they were in the form: %j", (filters) => {
    expect(filtersOfDraft(draftOf(filters))).toEqual(filters);
  });

  it("never send days and dates together, whatever the form still holds", () => {
    const draft = { ...draftOf({}), effectiveOnOrAfter: "2026-03-01", atMost: "5" };
    expect(filtersOfDraft({ ...draft, expires: "14" })).toEqual({ expiresIn: "14" });
    expect(filtersOfDraft({ ...draft, expires: "DATES" })).toEqual({ effectiveOnOrAfter: "2026-03-01" });
  });

  it("leave out 30 days, which is what the API does without any dates", () => {
    expect(filtersOfDraft({ ...draftOf({ expiresIn: "7" }), expires: "30" })).toEqual({});
    expect(filtersOfDraft({ ...draftOf({}), expires: "ANY" })).toEqual({});
    expect(filtersOfDraft(draftOf({ clientStatus: "ACTIVE" }))).toEqual({});
  });

  it.each<[Filters, string]>([
    [{}, "Expiring within 30 days"],
    [{ expiresIn: "7", program: "Outpatient" }, "Expiring within 7 days · Program Outpatient"],
    [
      { effectiveOnOrAfter: "2026-03-01", expirationOnOrBefore: "2026-04-30", location: "Main Street" },
      "Effective on or after Mar 1, 2026 · Expiring on or before Apr 30, 2026 · Location Main Street",
    ],
    [{ clientStatus: "ALL" }, "Expiring within 30 days · Active and inactive clients"],
    [{ clientStatus: "GONE" }, "Expiring within 30 days · GONE"],
    [{ lowUnits: "true" }, "Current · Running low"],
    [{ lowUnits: "true", expiresIn: "30" }, "Expiring within 30 days · Running low"],
    [{ lowUnits: "5", program: "Outpatient" }, "Current · Program Outpatient · At most 5 units or visits left"],
    [{ expirationOnOrBefore: "2026-13-01" }, "Expiring on or before 2026-13-01"],
  ])("are said in words: %j", (filters, sentence) => {
    expect(filterSentence(filters)).toBe(sentence);
  });
});
