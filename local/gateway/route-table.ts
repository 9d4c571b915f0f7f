import { type FunctionDefinition, functionCalled } from "../functions/function-definition.ts";
import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";

export interface Route {
  /** `GET /v1/clients/{clientId}` or `$default` */
  readonly routeKey: string;
  readonly functionName: string;
  /** How long API Gateway waits for the function. */
  readonly timeoutMillis: number;
  /** The authorizer's logical id; undefined for a public route. */
  readonly authorizerId: string | undefined;
  readonly scopes: readonly string[];
  readonly method: string;
  readonly segments: readonly string[];
}

export interface MatchedRoute {
  readonly route: Route;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The longest that an HTTP API waits. */
const longestWaitMillis = 30_000;

/** The routes of the template's HTTP API. */
export class RouteTable {
  private readonly routes: readonly Route[];
  private readonly fallback: Route | undefined;

  constructor(routes: readonly Route[]) {
    this.routes = routes.filter(({ routeKey }) => routeKey !== "$default").sort(closestFirst);
    this.fallback = routes.find(({ routeKey }) => routeKey === "$default");
  }

  static of(template: CloudFormation, functions: readonly FunctionDefinition[]): RouteTable {
    const routes = template.ofType("AWS::ApiGatewayV2::Route").map((route) => routeOf(route, template, functions));
    return new RouteTable(routes);
  }

  /**
   * The route for a request: fixed segments before `{variables}`, a variable before a greedy one, the method before ANY,
   * `$default` when none fits.
   * @param path as sent, still percent-encoded
   * @throws URIError when a segment is not well encoded
   */
  match(method: string, path: string): MatchedRoute | undefined {
    const sent = path.split("/").slice(1);
    for (const route of this.routes) {
      const pathParameters = route.method === method || route.method === "ANY" ? parametersOf(route, sent) : undefined;
      if (pathParameters) {
        return { route, pathParameters };
      }
    }
    return this.fallback && { route: this.fallback, pathParameters: {} };
  }
}

function parametersOf({ segments }: Route, sent: readonly string[]): Record<string, string> | undefined {
  const greedy = segments.at(-1)?.endsWith("+}");
  if (greedy ? sent.length < segments.length : sent.length !== segments.length) {
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const isRest = segment.endsWith("+}");
    const value = isRest ? sent.slice(index).join("/") : (sent[index] ?? "");
    const name = /^\{(.+?)\+?\}$/.exec(segment)?.[1];
    if (name === undefined ? value !== segment : value === "") {
      return undefined;
    }
    if (name !== undefined) {
      parameters[name] = decodeURIComponent(value);
    }
  }
  return parameters;
}

/** Fixed segments first, from left to right; the method itself before ANY. */
function closestFirst(one: Route, other: Route): number {
  const rank = (segment: string | undefined) => (!segment?.startsWith("{") ? 0 : segment.endsWith("+}") ? 2 : 1);
  const longest = Math.max(one.segments.length, other.segments.length);
  for (let index = 0; index < longest; index++) {
    const difference = rank(one.segments[index]) - rank(other.segments[index]);
    if (difference !== 0) {
      return difference;
    }
  }
  return Number(one.method === "ANY") - Number(other.method === "ANY");
}

function routeOf(route: Resource, template: CloudFormation, functions: readonly FunctionDefinition[]): Route {
  const place = `${route.logicalId}.Properties`;
  const routeKey = template.text(route, "RouteKey");
  const [method = "", path = ""] = routeKey.split(" ");
  const authorization = template.property(route, "AuthorizationType") ?? "NONE";
  if (authorization !== "JWT" && authorization !== "NONE") {
    throw new StartError(`${place}.AuthorizationType is ${authorization}; the local server knows JWT and NONE.`);
  }
  return {
    routeKey,
    method,
    segments: path.split("/").slice(1),
    authorizerId: authorization === "JWT" ? template.text(route, "AuthorizerId") : undefined,
    scopes: (template.property(route, "AuthorizationScopes") ?? []) as string[],
    ...integrationOf(template.text(route, "Target"), place, template, functions),
  };
}

function integrationOf(
  target: string,
  place: string,
  template: CloudFormation,
  functions: readonly FunctionDefinition[],
): Pick<Route, "functionName" | "timeoutMillis"> {
  const integration = template
    .ofType("AWS::ApiGatewayV2::Integration")
    .find((one) => target === `integrations/${template.ref(one)}`);
  if (!integration) {
    throw new StartError(`${place}.Target is ${target}, which is no integration of the template.`);
  }
  const type = template.text(integration, "IntegrationType");
  const format = template.text(integration, "PayloadFormatVersion");
  const uri = template.text(integration, "IntegrationUri");
  const integrated = functionCalled(functions, uri);
  if (type !== "AWS_PROXY" || format !== "2.0" || !integrated) {
    throw new StartError(
      `${integration.logicalId} is ${type} with payload format ${format} to ${uri}; the local server knows AWS_PROXY with 2.0 to a function of the template.`,
    );
  }
  return {
    functionName: integrated.name,
    timeoutMillis: Number(template.property(integration, "TimeoutInMillis") ?? longestWaitMillis),
  };
}
