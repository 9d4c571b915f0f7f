import { createHash, timingSafeEqual } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";

type Asked = Pick<APIGatewayProxyEventV2, "headers" | "requestContext">;

/** What CloudFront shows of itself with every call that it hands on (lib/web-site/web-distribution.ts), in place of a caller's own. */
const siteKeyHeader = "x-site-key";

/** The keys that count; none where no site stands before the API. */
function siteKeys(): readonly string[] {
  return process.env["SITE_KEYS"]?.split(" ") ?? [];
}

export function isBehindASite(): boolean {
  return siteKeys().length > 0;
}

/** Whether the API was asked at its own address, past the site and its firewall. */
export function isPastTheSite({ headers }: Asked): boolean {
  const shown = digest(headers[siteKeyHeader] ?? "");
  // By digests, which are of one length: how long it takes tells nothing of a key.
  return isBehindASite() && !siteKeys().some((key) => timingSafeEqual(digest(key), shown));
}

export function pastTheSite(): DomainError {
  return new DomainError("FORBIDDEN", "This API is asked at the address of its pages.");
}

/** Where a caller sits. Behind the site it is what CloudFront entered: all before that is the caller's own word. */
export function callerAddress(asked: Asked): string {
  const { sourceIp } = asked.requestContext.http;
  if (!isBehindASite() || isPastTheSite(asked)) return sourceIp;
  // The last is CloudFront's own, entered by API Gateway.
  return asked.headers["x-forwarded-for"]?.split(",").at(-2)?.trim() ?? sourceIp;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
