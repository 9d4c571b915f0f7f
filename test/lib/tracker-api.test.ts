import { describe, expect, it } from "vitest";
import { permissionsOf } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { flat, production, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency();

const deployedRoutes = new Map(
  agency.ofType("AWS::ApiGatewayV2::Route").map(([, { Properties }]) => [String(Properties.RouteKey), Properties]),
);

/** The folder in functions/ that a route's integration calls. */
function functionBehind(routeKey: string): string | undefined {
  const integration = flat(deployedRoutes.get(routeKey)?.Target).replace(/^integrations\/\$\{(\w+)\}$/, "$1");
  return agency.called(agency.resources[integration]?.Properties.IntegrationUri);
}

describe("routes", () => {
  it("are those of the contract and the one for everything else", () => {
    const expected = routes.map(({ method, path }) => `${method} ${path}`);
    expect([...deployedRoutes.keys()].sort()).toEqual([...expected, "$default"].sort());
  });

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))("%s", (routeKey, route) => {
    const deployed = deployedRoutes.get(routeKey);
    expect(functionBehind(routeKey)).toBe(route.capability);
    expect(deployed?.AuthorizationType).toBe(route.access === "public" ? "NONE" : "JWT");
    expect(deployed?.AuthorizationScopes).toEqual(route.access === "public" ? undefined : ["prior-auth-tracker/use"]);
    expect(agency.referred(deployed?.AuthorizerId ?? {})).toBe(
      route.access === "public" ? undefined : agency.only("AWS::ApiGatewayV2::Authorizer")[0],
    );
  });

  it("ask for a token everywhere but for the contract's documents and for unknown paths", () => {
    const open = [...deployedRoutes].filter(([, { AuthorizationType }]) => AuthorizationType !== "JWT");
    expect(open.map(([routeKey]) => routeKey).sort()).toEqual(["$default", "GET /v1/openapi.json", "GET /v1/problems"]);
    expect(functionBehind("$default")).toBe("contract");
  });

  it("share one integration for each function", () => {
    const integrations = agency.ofType("AWS::ApiGatewayV2::Integration");
    expect(integrations.length).toBe(new Set(routes.map(({ capability }) => capability)).size);
    for (const [, { Properties }] of integrations) {
      expect(Properties).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
    }
  });

  it("may all call the function behind them, the one for unknown paths too", () => {
    const [api] = agency.only("AWS::ApiGatewayV2::Api");
    for (const [routeKey] of deployedRoutes) {
      const behind = functionBehind(routeKey);
      expect(behind, routeKey).toBeDefined();
      const patterns = agency
        .ofType("AWS::Lambda::Permission")
        .filter(([, { Properties }]) => agency.called(Properties.FunctionName) === behind)
        .map(([, { Properties }]) => flat(Properties.SourceArn).split(`\${${api}}`)[1]?.replaceAll("*", ".*"));
      // What API Gateway calls itself: <stage>/<method><path>, but <stage>/$default for the route of that name.
      const caller = `/$default/${routeKey.replace(" ", "")}`;
      expect(
        patterns.some((pattern) => new RegExp(`^${pattern?.replaceAll("$", "\\$")}$`).test(caller)),
        routeKey,
      ).toBe(true);
    }
  });

  it("let the API and nobody else call the functions behind it, and no worker", () => {
    const permissions = agency.ofType("AWS::Lambda::Permission");
    // What the logs may call: access-record.test.ts.
    const ofOthers = permissions.filter(([, { Properties }]) => Properties.Principal !== "logs.amazonaws.com");
    const callable = ofOthers.map(([, { Properties }]) => {
      expect(Properties.Principal).toBe("apigateway.amazonaws.com");
      expect(flat(Properties.SourceArn)).toContain(agency.only("AWS::ApiGatewayV2::Api")[0]);
      return agency.called(Properties.FunctionName);
    });
    const behind = new Set(routes.map(({ capability }) => capability));
    expect(new Set(callable)).toEqual(behind);
  });
});

describe("tokens", () => {
  it("are those of the stack's own user pool when the agency names no issuer", () => {
    const [, { Properties }] = agency.only("AWS::ApiGatewayV2::Authorizer");
    const [pool] = agency.only("AWS::Cognito::UserPool");
    const [client] = agency.only("AWS::Cognito::UserPoolClient");
    expect(flat(Properties.JwtConfiguration.Issuer)).toBe(`https://cognito-idp.us-east-1.amazonaws.com/\${${pool}}`);
    expect(Properties.JwtConfiguration.Audience.map(flat)).toEqual([`\${${client}}`]);
    expect(Properties.IdentitySource).toEqual(["$request.header.Authorization"]);
  });

  it("are those of the issuer that the agency names, and then there is no user pool", () => {
    const issuer = "https://login.example.org/realms/agency";
    const other = new SynthesizedAgency({ tokenIssuer: { issuer, audience: ["tracker"] } });
    const [, { Properties }] = other.only("AWS::ApiGatewayV2::Authorizer");
    expect(Properties.JwtConfiguration).toEqual({ Issuer: issuer, Audience: ["tracker"] });
    expect(other.ofType("AWS::Cognito::UserPool")).toEqual([]);
    const variables = other.functions().get("tracker")?.resource.Properties.Environment.Variables;
    expect(variables.PERMISSIONS_CLAIM).toBe("permissions");
  });

  it("have a scope that only access tokens for this API have, checked at the door and told to the functions", () => {
    const [, { Properties: server }] = agency.only("AWS::Cognito::UserPoolResourceServer");
    expect([server.Identifier, server.Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName)]).toEqual([
      "prior-auth-tracker",
      ["use"],
    ]);
    const variables = agency.functions().get("tracker")?.resource.Properties.Environment.Variables;
    expect(variables.TOKEN_SCOPE).toBe("prior-auth-tracker/use");
  });

  it.each([
    [{}, undefined],
    [{ scope: "tracker.use" }, "tracker.use"],
  ])("of the agency's issuer have the scope that it names: %j", (named, scope) => {
    const issuer = "https://login.example.org";
    const other = new SynthesizedAgency({ tokenIssuer: { issuer, audience: ["tracker"], ...named } });
    const scopes = new Set(
      other
        .ofType("AWS::ApiGatewayV2::Route")
        .map(([, { Properties }]) => JSON.stringify(Properties.AuthorizationScopes)),
    );
    expect(scopes).toEqual(new Set(scope === undefined ? [undefined] : [undefined, JSON.stringify([scope])]));
    expect(other.functions().get("tracker")?.resource.Properties.Environment.Variables.TOKEN_SCOPE).toBe(scope);
  });

  it("are of the agency's users alone where the file says by which claim", () => {
    const agencyClaim = { name: "agency", value: "willow-creek" };
    const tokenIssuer = { issuer: "https://login.example.org", audience: ["tracker"] };
    const other = new SynthesizedAgency({ tokenIssuer, agencyClaim });
    const variables = other.functions().get("tracker")?.resource.Properties.Environment.Variables;
    expect(JSON.parse(variables.AGENCY_CLAIM)).toEqual(agencyClaim);
  });

  it("carry permissions in the claim that the agency names", () => {
    const tokenIssuer = { issuer: "https://login.example.org", audience: ["tracker"] };
    const other = new SynthesizedAgency({ tokenIssuer, permissionsClaim: "https://example.org/permissions" });
    const variables = other.functions().get("tracker")?.resource.Properties.Environment.Variables;
    expect(variables.PERMISSIONS_CLAIM).toBe("https://example.org/permissions");
  });
});

describe("the user pool", () => {
  const [, { Properties: pool }] = agency.only("AWS::Cognito::UserPool");
  const [, { Properties: client }] = agency.only("AWS::Cognito::UserPoolClient");

  it("tells permissions by its groups, whatever else its users may write about themselves", () => {
    const variables = agency.functions().get("tracker")?.resource.Properties.Environment.Variables;
    expect(variables.PERMISSIONS_CLAIM).toBe("cognito:groups");
  });

  it("takes another address for a user's only when that one is proved", () => {
    expect(pool.AutoVerifiedAttributes).toEqual(["email"]);
    expect(pool.UserAttributeUpdateSettings).toEqual({ AttributesRequireVerificationBeforeUpdate: ["email"] });
  });

  it.each([
    ["lets nobody sign up by themselves", pool.AdminCreateUserConfig.AllowAdminCreateUserOnly, true],
    ["offers a second factor", pool.MfaConfiguration, "OPTIONAL"],
    ["takes an authenticator app for it, never a text message", pool.EnabledMfas, ["SOFTWARE_TOKEN_MFA"]],
    ["asks for long passwords", pool.Policies.PasswordPolicy.MinimumLength, 14],
    ["has a client without secret", client.GenerateSecret, false],
    ["gives tokens by its sign-in page alone", client.ExplicitAuthFlows, ["ALLOW_REFRESH_TOKEN_AUTH"]],
    ["takes tokens back", client.EnableTokenRevocation, true],
    ["tells pages no more than who it is", client.ReadAttributes, ["email", "email_verified", "name"]],
    ["lets nobody write what is a claim", client.WriteAttributes, ["locale"]],
    ["gives codes, not tokens, to pages", client.AllowedOAuthFlows, ["code"]],
    ["sends them back to the agency's origins alone", client.CallbackURLs, ["http://localhost:3000/"]],
    ["does not tell who is a user", client.PreventUserExistenceErrors, "ENABLED"],
  ])("%s", (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it.each<["demo" | "production", boolean | undefined, boolean]>([
    ["demo", undefined, false],
    ["demo", true, true],
    ["production", undefined, true],
    ["production", false, false],
  ])("of a %s agency whose threatProtection is %s protects its users: %s", (stage, threatProtection, expected) => {
    const other = new SynthesizedAgency({ stage, ...(threatProtection !== undefined && { threatProtection }) });
    const [, { Properties }] = other.only("AWS::Cognito::UserPool");
    expect([Properties.UserPoolTier, Properties.UserPoolAddOns?.AdvancedSecurityMode]).toEqual(
      expected ? ["PLUS", "ENFORCED"] : [undefined, undefined],
    );
  });

  it("has one group for each permission of the contract, called like it", () => {
    const groups = agency.ofType("AWS::Cognito::UserPoolGroup").map(([, { Properties }]) => Properties.GroupName);
    expect(groups.sort()).toEqual([...new Set(routes.flatMap((route) => permissionsOf(route)))].sort());
  });

  it("says of each group which Process Permission it is", () => {
    const described = agency
      .ofType("AWS::Cognito::UserPoolGroup")
      .map(([, { Properties }]) => [Properties.GroupName, Properties.Description.split(":")[0]]);
    expect(Object.fromEntries(described)).toEqual({
      "clients:read": "View Clients",
      "clients:write": "Edit Clients",
      "insurances:write": "Edit Client Insurances",
      "auths:write": "Edit Auths",
      "auths:confirm": "Confirm Auths",
      "auths:copy": "Copy Auths",
      "services:write": "Post Services",
      "setup:write": "Edit Prior Auth Setup",
      "reports:read": "View Auth Reports",
      "audit:read": "View Auth Audit",
      "records:manage": "Manage Client Records",
    });
  });

  it.each<[string, Partial<AgencyConfig>, string]>([
    ["asks for a second factor in production", production, "ON"],
    ["leaves it to the user elsewhere", {}, "OPTIONAL"],
    ["asks for one wherever the agency's file says so", { mfa: "required" }, "ON"],
  ])("%s", (_, overrides, expected) => {
    const [, { Properties }] = new SynthesizedAgency(overrides).only("AWS::Cognito::UserPool");
    expect(Properties.MfaConfiguration).toBe(expected);
  });
});

describe("the stage", () => {
  const [, { Properties: stage }] = agency.only("AWS::ApiGatewayV2::Stage");

  it("adds nothing to the path and limits what a front end in a loop can do", () => {
    expect(stage.StageName).toBe("$default");
    expect(stage.AutoDeploy).toBe(true);
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
  });

  it("takes a fifth of that, and less at once, of each route that is anonymous or expensive", () => {
    const strict = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 100 };
    const open = [...deployedRoutes].filter(([, { AuthorizationType }]) => AuthorizationType === "NONE");
    for (const [routeKey] of open) expect(stage.RouteSettings[routeKey], routeKey).toEqual(strict);
    const files = routes.filter(({ csv }) => csv !== null).map(({ method, path }) => `${method} ${path}`);
    for (const routeKey of [...files, "GET /v1/clients", "GET /v1/clients/{clientId}/audit"])
      expect(stage.RouteSettings[routeKey], routeKey).toEqual(strict);
    expect(stage.RouteSettings["PUT /v1/clients/{clientId}/services/{serviceId}"]).toBeUndefined();
  });

  it("is made after the routes whose throttles it names: CloudFormation looks for them", () => {
    const [, { DependsOn = [] }] = agency.only("AWS::ApiGatewayV2::Stage");
    const keys = agency.ofType("AWS::ApiGatewayV2::Route").filter(([id]) => DependsOn.includes(id));
    expect(keys.map(([, { Properties }]) => Properties.RouteKey)).toEqual(
      expect.arrayContaining(Object.keys(stage.RouteSettings)),
    );
  });

  it("logs who called, from where and what became of it: the route and never the path, the query, the token or what a caller says of itself", () => {
    expect(JSON.parse(stage.AccessLogSettings.Format)).toEqual({
      agencyId: "willow-creek",
      requestId: "$context.requestId",
      requestTime: "$context.requestTime",
      address: "$context.identity.sourceIp",
      userId: "$context.authorizer.claims.sub",
      routeKey: "$context.routeKey",
      status: "$context.status",
      authorizerError: "$context.authorizer.error",
      latencyMs: "$context.responseLatency",
      integrationLatencyMs: "$context.integrationLatency",
    });
  });
});

describe("what is counted in the access log", () => {
  const filters = agency.ofType("AWS::Logs::MetricFilter").map(([, { Properties }]) => Properties);

  it("is 401 and 403, for the agency", () => {
    const [, { Properties: stage }] = agency.only("AWS::ApiGatewayV2::Stage");
    const counted = filters.map(({ FilterPattern, LogGroupName, MetricTransformations: [told, ...more] }) => {
      expect(more).toEqual([]);
      expect(agency.logGroup(LogGroupName)).toBe(agency.logGroup(stage.AccessLogSettings.DestinationArn));
      expect(told.Dimensions).toEqual([{ Key: "agencyId", Value: "$.agencyId" }]);
      return [told.MetricName, FilterPattern];
    });
    expect(Object.fromEntries(counted)).toEqual({
      CallsUnauthenticated: '{ $.status = "401" }',
      CallsForbidden: '{ $.status = "403" }',
    });
  });
});

describe("cross-origin requests", () => {
  const [, { Properties }] = agency.only("AWS::ApiGatewayV2::Api");
  const { AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders, AllowCredentials } = Properties.CorsConfiguration;

  it.each([
    ["come from the agency's origins", AllowOrigins, ["http://localhost:3000"]],
    ["use the contract's methods", AllowMethods, [...new Set(routes.map(({ method }) => method))].sort()],
    [
      "send what the contract asks for",
      AllowHeaders,
      ["authorization", "content-type", "idempotency-key", "if-match", "traceparent"],
    ],
    [
      "may read what replies say in headers",
      ExposeHeaders,
      ["Content-Disposition", "ETag", "Link", "Location", "Retry-After", "X-Next-Cursor"],
    ],
    ["carry no cookies", AllowCredentials, undefined],
  ])("%s", (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});
