import type { CloudFormation } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";

interface Settings {
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

/** How many calls of a route are still taken, as it stood at a moment. */
interface Bucket {
  calls: number;
  atMillis: number;
}

/** The stage's throttles: each route takes so many calls at once, and gets back so many a second, whoever calls. */
export class Throttles {
  private readonly settingsOf: (routeKey: string) => Settings;
  private readonly now: () => number;
  private readonly buckets = new Map<string, Bucket>();

  /** @param now milliseconds */
  constructor(template: CloudFormation, now: () => number) {
    const stage = template.only("AWS::ApiGatewayV2::Stage");
    const usual = (template.property(stage, "DefaultRouteSettings") ?? {}) as Settings;
    const ofRoutes = (template.property(stage, "RouteSettings") ?? {}) as Readonly<Record<string, Settings>>;
    for (const [routeKey, settings] of Object.entries({ ...ofRoutes, DefaultRouteSettings: usual })) {
      refuseUnknownKeys(settings, `${stage.logicalId} ${routeKey}`, ["ThrottlingRateLimit", "ThrottlingBurstLimit"]);
    }
    this.settingsOf = (routeKey) => ({ ...usual, ...ofRoutes[routeKey] });
    this.now = now;
  }

  /** Whether one more call is taken now; it counts if so. */
  takes(routeKey: string): boolean {
    const { ThrottlingRateLimit: rate = Infinity, ThrottlingBurstLimit: burst = Infinity } = this.settingsOf(routeKey);
    const atMillis = this.now();
    const before = this.buckets.get(routeKey) ?? { calls: burst, atMillis };
    const calls = Math.min(burst, before.calls + ((atMillis - before.atMillis) * rate) / 1000);
    const isTaken = calls >= 1;
    this.buckets.set(routeKey, { calls: isTaken ? calls - 1 : calls, atMillis });
    return isTaken;
  }
}
