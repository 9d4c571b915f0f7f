import { describe, expect, it } from "vitest";
import { registrySchemas } from "../../../events/registry-schemas.ts";
import { production, SynthesizedAgency } from "../synthesized-agency.ts";

describe.each([
  ["demo", new SynthesizedAgency(), "prior-auth-tracker-willow-creek"],
  ["another agency", new SynthesizedAgency({ ...production, agencyId: "oak-hill" }), "prior-auth-tracker-oak-hill"],
])("the schema registry of %s", (_, agency, registryName) => {
  const [registryId, registry] = agency.only("AWS::EventSchemas::Registry");
  const schemas = agency.ofType("AWS::EventSchemas::Schema");

  it("is the agency's own, by its name", () => {
    expect(registry.Properties.RegistryName).toBe(registryName);
  });

  it("has each detail-type in each version, as events are published", () => {
    expect(schemas.map(([, { Properties }]) => Properties.SchemaName)).toEqual(registrySchemas.map(({ name }) => name));
    for (const [index, [, { Properties }]] of schemas.entries()) {
      expect(agency.referred(Properties.RegistryName)).toBe(registryId);
      expect(Properties.Type).toBe("OpenApi3");
      expect(JSON.parse(Properties.Content)).toEqual(registrySchemas[index]?.content);
    }
  });
});

it("an agency where there is no schema registry has none", () => {
  const agency = new SynthesizedAgency({ eventSchemas: false });
  expect(Object.values(agency.resources).filter(({ Type }) => Type.startsWith("AWS::EventSchemas::"))).toEqual([]);
});
