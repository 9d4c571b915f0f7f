import type { IncomingMessage } from "node:http";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";

type Headers = Readonly<Record<string, string>>;

interface CorsConfiguration {
  readonly AllowOrigins?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowHeaders?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly AllowCredentials?: boolean;
  readonly MaxAge?: number;
}

/** What the API answers to browsers of other origins: API Gateway does it by itself, and drops what a function says of it. */
export class Cors {
  private readonly configuration: CorsConfiguration | undefined;

  constructor(template: CloudFormation, api: Resource) {
    this.configuration = template.property(api, "CorsConfiguration") as CorsConfiguration | undefined;
    refuseUnknownKeys(this.configuration ?? {}, `${api.logicalId}.Properties.CorsConfiguration`, [
      "AllowOrigins",
      "AllowMethods",
      "AllowHeaders",
      "ExposeHeaders",
      "AllowCredentials",
      "MaxAge",
    ]);
  }

  get isOn(): boolean {
    return this.configuration !== undefined;
  }

  /** The headers that answer a preflight; undefined when the request is none, or nothing is configured. */
  preflight(request: IncomingMessage): Headers | undefined {
    if (!this.configuration || request.method !== "OPTIONS" || !request.headers["access-control-request-method"]) {
      return undefined;
    }
    const { AllowMethods, AllowHeaders, MaxAge } = this.configuration;
    const origin = this.allowedOrigin(request);
    if (!origin) {
      return {};
    }
    return {
      ...this.common(origin),
      ...(AllowMethods?.length && { "access-control-allow-methods": AllowMethods.join(",") }),
      ...(AllowHeaders?.length && { "access-control-allow-headers": AllowHeaders.join(",") }),
      ...(MaxAge !== undefined && { "access-control-max-age": String(MaxAge) }),
    };
  }

  /** The headers of any other answer. */
  headers(request: IncomingMessage): Headers {
    const origin = this.allowedOrigin(request);
    if (!origin) {
      return {};
    }
    const exposed = this.configuration?.ExposeHeaders;
    return {
      ...this.common(origin),
      ...(exposed?.length && { "access-control-expose-headers": exposed.join(",") }),
    };
  }

  private common(origin: string): Headers {
    return {
      "access-control-allow-origin": origin,
      ...(this.configuration?.AllowCredentials && { "access-control-allow-credentials": "true" }),
      vary: "origin",
    };
  }

  private allowedOrigin(request: IncomingMessage): string | undefined {
    const { origin } = request.headers;
    const allowed = this.configuration?.AllowOrigins ?? [];
    if (!origin) {
      return undefined;
    }
    if (allowed.includes("*")) {
      return "*";
    }
    const scheme = origin.split("://")[0];
    return allowed.includes(origin) || allowed.includes(`${scheme}://*`) ? origin : undefined;
  }
}
