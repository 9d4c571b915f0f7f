import { StartError } from "../start-error.ts";
import type { CloudFormation } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";
import type { ClaimTexts } from "../tokens/token-check.ts";

/** What is known of a request, as far as it got. */
export interface Access {
  readonly requestId: string;
  readonly address: string;
  routeKey?: string;
  claims?: ClaimTexts;
  authorizerError?: string;
  integrationMillis?: number;
}

export interface AnsweredAccess extends Access {
  readonly status: number;
  readonly millis: number;
  readonly time: string;
}

/** The variables of API Gateway that are known here, but for those of a token's claims. */
const variables: Readonly<Record<string, (access: AnsweredAccess) => string | number | undefined>> = {
  requestId: ({ requestId }) => requestId,
  requestTime: ({ time }) => time,
  "identity.sourceIp": ({ address }) => address,
  routeKey: ({ routeKey }) => routeKey,
  status: ({ status }) => status,
  "authorizer.error": ({ authorizerError }) => authorizerError,
  responseLatency: ({ millis }) => Math.round(millis),
  integrationLatency: ({ integrationMillis }) => integrationMillis && Math.round(integrationMillis),
};
const ofClaims = "authorizer.claims.";

/** The access log of the template's stage: a line for each answer, in the form that the stage gives. */
export class AccessLog {
  /** Undefined: the stage keeps none. */
  readonly logGroupName: string | undefined;
  private readonly format: string;

  constructor(template: CloudFormation) {
    const stage = template.only("AWS::ApiGatewayV2::Stage");
    const settings = (template.property(stage, "AccessLogSettings") ?? {}) as Readonly<Record<string, string>>;
    const place = `${stage.logicalId}.Properties.AccessLogSettings`;
    refuseUnknownKeys(settings, place, ["DestinationArn", "Format"]);
    const { DestinationArn, Format = "" } = settings;
    this.logGroupName = DestinationArn?.split(":log-group:")[1]?.replace(/:\*$/, "");
    this.format = Format;
    for (const [, name = ""] of Format.matchAll(variable)) {
      if (!(name in variables) && !name.startsWith(ofClaims)) {
        throw new StartError(`${place}.Format: the local server doesn't know $context.${name}.`);
      }
    }
  }

  lineOf(access: AnsweredAccess): string {
    return this.format.replace(variable, (_, name: string) => {
      const value = name.startsWith(ofClaims)
        ? access.claims?.[name.slice(ofClaims.length)]
        : variables[name]?.(access);
      // As it stands within quotes.
      return JSON.stringify(String(value ?? "-")).slice(1, -1);
    });
  }
}

const variable = /\$context\.([\w.]*\w)/g;
