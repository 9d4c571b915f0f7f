import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compatibilityFaults, lastRelease, readContracts } from "../../../scripts/compatibility/contracts.ts";
import { eventBreaks } from "../../../scripts/compatibility/event-breaks.ts";

const directory = join(import.meta.dirname, "..", "..", "..", "docs", "contracts");
const contracts = readContracts(directory);
const { events } = contracts;
const names = Object.keys(events.schemas);

const changed = <Value>(value: Value, change: (text: string) => string): Value =>
  JSON.parse(change(JSON.stringify(value)));

describe("events", () => {
  it("all of them are compared, and those of today break nobody who knows those of today", () => {
    expect(names).toEqual(expect.arrayContaining(["AuthorizationConfirmed.v1", "ServiceRendered.v1"]));
    expect(eventBreaks(events, events)).toEqual([]);
  });

  it.each(names)("%s: a schema that is gone is a break", (name) => {
    const { [name]: _, ...others } = events.schemas;
    expect(eventBreaks(events, { ...events, schemas: others })).toEqual([`${name}: the event is gone`]);
    expect(eventBreaks({ ...events, schemas: others }, events)).toEqual([]);
  });

  it("what is published may lose no field, even one that may be missing", () => {
    const after = changed(events, (text) =>
      text.replaceAll(/"traceparent":\{"type":"string"\}/g, '"other":{"type":"string"}'),
    );
    const published = ["AuthorizationConfirmed.v1", "AuthorizationDiscontinued.v1", "CapUpdated.v1"];
    expect(eventBreaks(events, after)).toEqual(
      expect.arrayContaining(published.map((name) => `${name}: /metadata/traceparent is gone`)),
    );
  });

  it("what is taken in may need no more than before", () => {
    const after = changed(events, (text) => text.replaceAll('"required":["data"]', '"required":["data","metadata"]'));
    expect(eventBreaks(events, after)).toEqual(
      ["ServiceRendered.v1", "ServiceVoided.v1"].map((name) => `${name}: /metadata is required now`),
    );
  });

  it("an event that we published and take in now is a break", () => {
    const after = changed(events, (text) => text.replace('"action":"send"', '"action":"receive"'));
    expect(eventBreaks(events, after)).toEqual([expect.stringMatching(/: we send it no more$/)]);
  });
});

describe("the gate", () => {
  const without = { ...contracts, events: { ...events, schemas: {} } };
  const breaks = names.map((name) => `${name}: the event is gone`);

  it("lists every break of HTTP and of events", () => {
    const empty = { ...without, http: { ...contracts.http, paths: {} } };
    const routes = Object.values(contracts.http.paths).flatMap((methods) => Object.keys(methods));
    expect(compatibilityFaults(contracts, empty, [])).toHaveLength(routes.length + names.length);
    expect(compatibilityFaults(contracts, without, [])).toEqual(breaks);
  });

  it("lets a break pass that was decided on with a reason, and no other", () => {
    const [first = "", ...others] = breaks;
    const accepted = [{ break: first, reason: "nobody reads it" }];
    expect(compatibilityFaults(contracts, without, accepted)).toEqual(others);
    const told = compatibilityFaults(contracts, without, [{ break: first, reason: " " }]);
    expect(told).toEqual([...others, `accepted without a reason: ${first}`]);
  });

  it("keeps no decision about what is no break any more", () => {
    const accepted = [{ break: "x", reason: "y" }];
    expect(compatibilityFaults(contracts, contracts, accepted)).toEqual(["accepted, and no break: x"]);
  });
});

describe("the last release", () => {
  it("is the one with the highest version, as numbers", () => {
    const made = mkdtempSync(join(tmpdir(), "released-"));
    onTestFinished(() => rmSync(made, { recursive: true }));
    expect(lastRelease(join(made, "none"))).toBeUndefined();
    expect(lastRelease(made)).toBeUndefined();
    for (const version of ["0.9.0", "0.10.1", "0.10.0"]) mkdirSync(join(made, version));
    expect(lastRelease(made)).toBe("0.10.1");
  });

  it("is kept with every document of it, and its accepted breaks have reasons", () => {
    const version = lastRelease(join(directory, "released"));
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const released = readContracts(join(directory, "released", version ?? ""));
    expect(Object.keys(released.http.paths).length).toBeGreaterThan(0);
    expect(compatibilityFaults(released, released, [])).toEqual([]);
  });
});
