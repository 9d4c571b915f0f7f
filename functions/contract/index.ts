import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { routes } from "../../api/routes.ts";
import openapi from "../../docs/contracts/openapi.json" with { type: "json" };
import { DomainError } from "../../domain/domain-error.ts";
import { problemReply } from "../runtime/problem.ts";
import { traceOf } from "../runtime/trace.ts";

/** Public: the contract's document of this deployment, and the answer to every path that the contract does not name. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.routeKey === "GET /v1/openapi.json")
    return {
      statusCode: 200,
      headers: { "content-type": "application/json", "cache-control": "public, max-age=300" },
      body: JSON.stringify({ ...openapi, servers: [{ url: `https://${event.requestContext.domainName}` }] }),
    };
  const { traceId } = traceOf(event.headers["traceparent"]);
  const methods = methodsOf(event.rawPath);
  if (methods.length === 0)
    return problemReply(new DomainError("NOT_FOUND", "There is no such route; see /v1/openapi.json."), traceId);
  const allow = methods.join(", ");
  const reply = problemReply(new DomainError("METHOD_NOT_ALLOWED", `This path answers ${allow}.`), traceId);
  return { ...reply, headers: { ...reply.headers, allow } };
}

function methodsOf(rawPath: string): string[] {
  const steps = rawPath.split("/");
  return routes
    .filter(({ path }) => {
      const template = path.split("/");
      return (
        template.length === steps.length &&
        template.every((step, index) => (step.startsWith("{") ? steps[index] !== "" : step === steps[index]))
      );
    })
    .map(({ method }) => method);
}
