import { CfnRegistry, CfnSchema } from "aws-cdk-lib/aws-eventschemas";
import type { Construct } from "constructs";
import { registrySchemas } from "../../events/registry-schemas.ts";

/** The agency's events in a schema registry, where whoever writes a subscriber finds them and their code bindings. */
export function eventSchemas(scope: Construct, registryName: string): void {
  const registry = new CfnRegistry(scope, "EventSchemas", {
    registryName,
    description: "Events of the Prior-Authorization Tracker, and those that it takes in",
  });
  for (const { name, detailType, schemaVersion, description, content } of registrySchemas) {
    // A name that CloudFormation makes up would say nothing in the registry.
    new CfnSchema(scope, `EventSchema${detailType}V${schemaVersion}`, {
      registryName: registry.attrRegistryName,
      schemaName: name,
      description,
      type: "OpenApi3",
      content: JSON.stringify(content),
    });
  }
}
