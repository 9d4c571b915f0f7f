import { describe, expect, it } from "vitest";
import { AgencyConfig } from "../../../lib/agency-file/agency-config.ts";
import { knownAgencies, readAgencyConfig } from "../../../lib/agency-file/agency-files.ts";
import { agencyFileReference, agencyFileSchema } from "../../../scripts/agency/agency-file-documents.ts";

const fields = Object.entries(AgencyConfig.shape);

describe("the reference of an agency's file", () => {
  const rows = new Map(
    agencyFileReference()
      .split("\n")
      .map((line) => line.split(" | "))
      .filter((cells) => cells.length === 4)
      .map(([name = "", ...cells]) => [name.replaceAll(/[|` ]/g, ""), cells]),
  );

  it.each(fields)("says of %s what it is for, what it must be, and what holds without it", (name, schema) => {
    const [description, rule, absent] = rows.get(name) ?? [];
    expect(description).toMatch(/\.$/);
    expect(rule).toMatch(/^must be /);
    // Nobody has to guess: a field that may be left out has a default, or its description says "Absent: …" or needs nothing to.
    const mayBeAbsent = schema.safeParse(undefined).success;
    expect(absent?.startsWith("a fault")).toBe(!mayBeAbsent);
  });

  it("says what production demands besides", () => {
    for (const field of ["removalPolicy", "account", "alarmEmail", "mfa", "releaseWave"])
      expect(agencyFileReference()).toContain(`- \`${field}\` must be`);
  });

  it.each([
    ["auths:confirm", "Confirm Auths"],
    ["clients:write", "Edit Clients"],
  ])("names the Process Permission of %s", (permission, name) => {
    expect(agencyFileReference()).toContain(`| ${name} | \`${permission}\` |`);
  });
});

describe("the JSON Schema of an agency's file", () => {
  const schema = agencyFileSchema() as {
    properties: Record<string, { pattern?: string; enum?: unknown[]; description?: string }>;
    required: string[];
    additionalProperties: boolean;
  };

  it("knows every field, what each is for and which may not be missing, and takes no other", () => {
    expect(Object.keys(schema.properties)).toEqual(fields.map(([name]) => name));
    expect(Object.values(schema.properties).filter(({ description }) => !description)).toEqual([]);
    expect(schema.required).toEqual(
      fields.filter(([, each]) => !each.safeParse(undefined).success).map(([name]) => name),
    );
    expect(schema.additionalProperties).toBe(false);
  });

  it.each(knownAgencies())("takes %s", (name) => {
    for (const [field, value] of Object.entries(readAgencyConfig(name))) {
      const { pattern, enum: values } = schema.properties[field] ?? {};
      if (pattern !== undefined) expect(value).toMatch(new RegExp(pattern, "u"));
      if (values !== undefined) expect(values).toContain(value);
    }
  });
});
