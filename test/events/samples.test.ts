import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { billingEngineSource } from "../../events/billing-engine.ts";
import { eventSource } from "../../events/envelope.ts";
import { events, takenIn } from "../../events/events.ts";

const directory = join(import.meta.dirname, "..", "..", "events", "samples");

/** An event as the bus hands it over. */
const Sample = z.object({ source: z.string(), "detail-type": z.string(), detail: z.record(z.string(), z.unknown()) });

const samples = readdirSync(directory).map((file) => ({
  file,
  sample: Sample.parse(JSON.parse(readFileSync(join(directory, file), "utf8"))),
}));

const schemas: Readonly<Record<string, z.ZodMiniType>> = { ...events, ...takenIn };

const schemaOf = (detailType: string): z.ZodMiniType => {
  const schema = schemas[detailType];
  if (schema === undefined) throw new Error(`There is no schema of ${detailType}.`);
  return schema;
};

describe("a sample of every version stays in `events/` and is read by a test forever", () => {
  it.each(samples)("$file", ({ file, sample }) => {
    const [, name, version] = /^(\w+)\.v(\d+)(?:\.[a-z]+)?\.json$/.exec(file) ?? [];
    expect(sample["detail-type"]).toBe(name);
    expect(sample.source).toBe(name !== undefined && name in events ? eventSource : billingEngineSource);
    if (sample.source === eventSource)
      expect(sample.detail).toMatchObject({ metadata: { schemaVersion: Number(version) } });
    // Nothing of a sample is lost on the way in.
    expect(schemaOf(sample["detail-type"]).parse(sample.detail)).toEqual(sample.detail);
  });

  it.each(Object.keys(schemas))("%s has one of each version", (name) => {
    const plain = new RegExp(`^${name}\\.v\\d+\\.json$`);
    const versions = samples.map(({ file }) => file).filter((file) => plain.test(file));
    expect(versions.toSorted()).toEqual(versions.map((_, index) => `${name}.v${index + 1}.json`));
    expect(versions.length).toBeGreaterThan(0);
  });
});

describe("within a schemaVersion only optional fields are added", () => {
  it.each(samples)("readers of $file tolerate fields that they don't know", ({ sample }) => {
    const { detail } = sample;
    const schema = schemaOf(sample["detail-type"]);
    const inner = Object.entries(detail).map(([part, value]) => [
      part,
      typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, addedLater: "x" } : value,
    ]);
    expect(schema.parse({ ...Object.fromEntries(inner), addedLater: { much: true } })).toEqual(detail);
  });
});
