import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** From here on compressing takes less time than it saves on the way. An HTTP API compresses nothing itself. */
const leastBytes = 8 * 1024;

/** A quarter of the work for nearly all of the gain, for bodies that are made anew for each call. */
const brotliQuality = 4;

/**
 * Compresses a reply's body if that is worth it and the caller accepts br or gzip. `Vary` is set even if not, since a cache may
 * serve both callers.
 */
export function compressed(
  reply: APIGatewayProxyStructuredResultV2,
  acceptEncoding: string | undefined,
): APIGatewayProxyStructuredResultV2 {
  const { body, headers } = reply;
  if (body === undefined || Buffer.byteLength(body) < leastBytes) return reply;
  const vary = [headers?.["vary"], "accept-encoding"].filter((name) => name !== undefined).join(", ");
  const encoding = encodingIn(acceptEncoding);
  if (encoding === undefined) return { ...reply, headers: { ...headers, vary } };
  return {
    ...reply,
    headers: { ...headers, vary, "content-encoding": encoding },
    body: bytesOf(body, encoding).toString("base64"),
    isBase64Encoded: true,
  };
}

function bytesOf(body: string, encoding: "br" | "gzip"): Buffer {
  return encoding === "gzip"
    ? gzipSync(body)
    : brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } });
}

/** Undefined where neither is accepted. `q=0` refuses one, also of `*`. */
function encodingIn(acceptEncoding: string | undefined): "br" | "gzip" | undefined {
  const weights = new Map(
    (acceptEncoding ?? "").split(",").map((each) => {
      const [name = "", ...parameters] = each.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return [name, weight === undefined ? 1 : Number(weight.slice("q=".length))] as const;
    }),
  );
  const weightOf = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  if (weightOf("br") > 0 && weightOf("br") >= weightOf("gzip")) return "br";
  return weightOf("gzip") > 0 ? "gzip" : undefined;
}
