import { Duration, Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  type CfnStage,
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
import { routeThrottles, usualThrottle } from "./route-throttles.ts";
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
    const authorizationScopes = props.signIn.scope === undefined ? [] : [props.signIn.scope];
    for (const route of routes) {
      new HttpRoute(this, route.operationId, {
        httpApi: this.httpApi,
        routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
        integration: integrationOf(route.capability),
        ...(route.access === "public" ? { authorizer: noToken } : { authorizationScopes }),
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
      throttle: usualThrottle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields(props.config))),
      },
    });
    this.throttle(routeThrottles());
  }

  /** CDK knows one throttle for all routes. CloudFormation looks for each named route while it makes the stage. */
  private throttle(throttles: ReturnType<typeof routeThrottles>) {
    const stage = this.stage.node.defaultChild as CfnStage;
    stage.routeSettings = Object.fromEntries(
      [...throttles].map(([routeKey, { rateLimit, burstLimit }]) => [
        routeKey,
        { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
      ]),
    );
    this.stage.node.addDependency(...this.node.children.filter((child) => child instanceof HttpRoute));
  }
}

/**
 * A line of the access log, by the names that functions log by. The route, never the path: ids of clients are in paths, and names
 * in the query of a search. Nor what a caller says of itself, such as its browser.
 */
function accessLogFields({ agencyId }: AgencyConfig): Record<string, string> {
  return {
    agencyId,
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    // Behind CloudFront it is CloudFront's; the function's line of this request has the caller's.
    address: "$context.identity.sourceIp",
    userId: "$context.authorizer.claims.sub",
    routeKey: "$context.routeKey",
    status: "$context.status",
    authorizerError: "$context.authorizer.error",
    latencyMs: "$context.responseLatency",
    integrationLatencyMs: "$context.integrationLatency",
  };
}
