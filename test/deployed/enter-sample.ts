import { join } from "node:path";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import type { DeployedAgency } from "./deployed-agency.ts";

/**
 * Enters the sample into an agency in an emulator, its days shifted so that its as-of day is the agency's today. Ids of
 * the sample's insurances and authorizations are made by the API, so they are written into the table: an emulator's alone.
 */
export async function enterSample(
  agency: DeployedAgency,
  { endpoint, conveniencesUrl, today }: { endpoint: string; conveniencesUrl: string; today: string },
): Promise<void> {
  const issueToken = async (request: object): Promise<string> => {
    const reply = await fetch(`${conveniencesUrl}/local/token`, { method: "POST", body: JSON.stringify(request) });
    return ((await reply.json()) as { access_token: string }).access_token;
  };
  const headers = {
    authorization: `Bearer ${await issueToken({ userId: "e2e-setup", permissions: ["clients:read", "clients:write"] })}`,
  };
  const known = await fetch(`${agency.apiUrl}/v1/clients/C1001`, { headers });
  if (known.ok) return;
  const FunctionName = agency.physicalId("AWS::Lambda::Function", "Functionsauthorizations");
  const { Environment } = await new LambdaClient({ region: agency.region }).send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  const environment: Readonly<Record<string, string>> = { AWS_REGION: agency.region, ...Environment?.Variables };
  await loadDemoAgency(
    {
      baseUrl: agency.apiUrl,
      tableName: environment["TABLE_NAME"] ?? "",
      dynamodbEndpoint: endpoint,
      timeZone: environment["AGENCY_TIME_ZONE"] ?? "",
      today: () => today,
      now: () => new Date(),
      environmentOf: () => environment,
      issueToken,
      settled: async () => {},
      // What was entered past the agency's functions is not in their metrics.
      functions: { takeLine: () => {} },
    },
    { file: join(import.meta.dirname, "..", "..", "local", "sample", "sample-agency.json"), shiftDays: true },
  );
}
