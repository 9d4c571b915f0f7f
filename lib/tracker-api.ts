import { Duration, Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { routes } from "../api/routes.ts";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { agencyNames } from "./agency-names.ts";
import { catchAllFunction } from "./deployed-functions.ts";
import type { SignIn } from "./sign-in.ts";
import type { TrackerFunctions } from "./tracker-functions.ts";

export interface TrackerApiProps {
  readonly config: AgencyConfig;
  readonly functions: TrackerFunctions;
  readonly signIn: SignIn;
}

/** The HTTPS API: the contract's routes, each behind the token check unless the contract calls it public. */
export class TrackerApi extends Construct {
  readonly httpApi: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: TrackerApiProps) {
    super(scope, id);
    const methods = new Set(routes.map(({ method }) => method));
    this.httpApi = new HttpApi(this, "HttpApi", {
      apiName: `prior-auth-tracker-${props.config.agencyId}`,
      createDefaultStage: false,
      // The default: a route without an authorizer of its own needs a token.
      defaultAuthorizer: new HttpJwtAuthorizer("Token", props.signIn.issuer, {
        jwtAudience: [...props.signIn.audience],
      }),
      corsPreflight: {
        allowOrigins: props.config.allowedOrigins,
        allowMethods: [...methods].sort().map((method) => CorsHttpMethod[method]),
        allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "traceparent"],
        exposeHeaders: ["Content-Disposition", "ETag", "Link", "Location", "Retry-After", "X-Next-Cursor"],
        // Browsers cap it at two hours or a day themselves: no preflight for the rest of a working day.
        maxAge: Duration.days(1),
      },
    });
    const noToken = new HttpNoneAuthorizer();
    const integrations = new Map<string, HttpLambdaIntegration>();
    const integrationOf = (name: string) => {
      // One permission for each function: one for each route would come near the limit of a function's policy.
      const options = { scopePermissionToRoute: false };
      const known = integrations.get(name) ?? new HttpLambdaIntegration(name, props.functions.named(name), options);
      integrations.set(name, known);
      return known;
    };
    for (const route of routes) {
      new HttpRoute(this, route.operationId, {
        httpApi: this.httpApi,
        routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
        integration: integrationOf(route.capability),
        ...(route.access === "public" ? { authorizer: noToken } : {}),
      });
    }
    new HttpRoute(this, "Unknown", {
      httpApi: this.httpApi,
      routeKey: HttpRouteKey.DEFAULT,
      integration: integrationOf(catchAllFunction),
      authorizer: noToken,
    });
    // A call by this route comes from <api>/<stage>/$default, which the permission above, for <api>/*/*/*, doesn't take in.
    props.functions.named(catchAllFunction).addPermission("UnknownRoutes", {
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: Stack.of(this).formatArn({
        service: "execute-api",
        resource: this.httpApi.apiId,
        resourceName: "*/$default",
      }),
    });
    const accessLog = LogGroup.fromLogGroupName(this, "AccessLog", agencyNames(props.config.agencyId).apiAccessLog);
    this.stage = new HttpStage(this, "Stage", {
      httpApi: this.httpApi,
      // This name alone adds nothing to the path, so that /v1 is /v1.
      stageName: "$default",
      autoDeploy: true,
      // An agency's few hundred users need far less; a front end in a loop must not use up the account's functions.
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        // The route, never the path: ids of clients are in paths, and names in the query of a search.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: "$context.requestId",
            requestTime: "$context.requestTime",
            routeKey: "$context.routeKey",
            status: "$context.status",
            latencyMs: "$context.responseLatency",
            integrationLatencyMs: "$context.integrationLatency",
          }),
        ),
      },
    });
  }
}
