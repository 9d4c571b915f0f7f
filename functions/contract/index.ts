import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problemMeanings } from "../../api/problem-meanings.ts";
import { routes } from "../../api/routes.ts";
import openapi from "../../docs/contracts/openapi.json" with { type: "json" };
import { DomainError } from "../../domain/domain-error.ts";
import { compressed } from "../runtime/compression.ts";
import { problemReply } from "../runtime/problem.ts";
import { securityHeaders } from "../runtime/security-headers.ts";
import { isBehindASite, isPastTheSite, pastTheSite } from "../runtime/site-key.ts";
import { traceOf } from "../runtime/trace.ts";
import { pageHeaders, problemsPage, wantsPage } from "./problems-page.ts";

const kept = { ...securityHeaders, "cache-control": "public, max-age=300" };

/** Public: the contract's documents of this deployment, and the answer to every path that the contract does not name. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { traceId } = traceOf(event.headers["traceparent"]);
  if (isPastTheSite(event)) return problemReply(pastTheSite(), traceId);
  const acceptEncoding = event.headers["accept-encoding"];
  if (event.routeKey === "GET /v1/openapi.json") {
    const [server] = openapi.servers;
    // Behind the site the API knows its own address alone, which answers nobody: it is where the document was read.
    const url = isBehindASite() ? "/" : `https://${event.requestContext.domainName}`;
    const here = { ...server, url };
    const body = JSON.stringify({ ...openapi, servers: [here] });
    const headers = { "content-type": "application/json", ...kept };
    return compressed({ statusCode: 200, headers, body }, acceptEncoding);
  }
  if (event.routeKey === "GET /v1/problems") return problems(event.headers["accept"], acceptEncoding);
  const methods = methodsOf(event.rawPath);
  if (methods.length === 0)
    return problemReply(new DomainError("NOT_FOUND", "There is no such route; see /v1/openapi.json."), traceId);
  const allow = methods.join(", ");
  const reply = problemReply(new DomainError("METHOD_NOT_ALLOWED", `This path answers ${allow}.`), traceId);
  return { ...reply, headers: { ...reply.headers, allow } };
}

function problems(accept: string | undefined, acceptEncoding: string | undefined): APIGatewayProxyStructuredResultV2 {
  const page = wantsPage(accept);
  const headers = page
    ? { "content-type": "text/html; charset=utf-8", ...pageHeaders }
    : { "content-type": "application/json" };
  const body = page ? problemsPage(problemMeanings) : JSON.stringify({ items: problemMeanings });
  return compressed({ statusCode: 200, headers: { ...headers, ...kept, vary: "accept" }, body }, acceptEncoding);
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
