import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import type * as z from "zod/mini";
import type { RouteContract } from "../../api/route.ts";
import { DomainError, type Fault, validationFailed } from "../../domain/domain-error.ts";
import { faultsOf, jsonPointer } from "./faults.ts";

/** Bodies of requests, in bytes. */
const largestBody = 64 * 1024;

type Event = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;

/**
 * Path, query, body and `Idempotency-Key` as the contract describes them. Throws ONE error that names every fault of all
 * of them.
 */
export function checkedInput(event: Event, contract: RouteContract) {
  const faults: Fault[] = [];
  const check = (schema: z.ZodMiniType, input: unknown, place: (path: readonly PropertyKey[]) => string): unknown => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return parsed.data;
    faults.push(...faultsOf(parsed.error.issues, input, place));
    return undefined;
  };
  const path = check(contract.pathParameters, event.pathParameters ?? {}, (path) => `{${path.join(".")}}`);
  const query = check(contract.query, event.queryStringParameters ?? {}, (path) => `?${path.join(".")}`);
  const body =
    contract.body === null
      ? withoutBody(event)
      : check(contract.body, jsonBody(event, contract.bodyOptional), jsonPointer);
  const idempotencyKey = contract.idempotencyKey ? event.headers["idempotency-key"] : undefined;
  if (idempotencyKey !== undefined && !/^[ -~]{1,255}$/.test(idempotencyKey))
    faults.push({
      pointer: "Idempotency-Key",
      code: "INVALID_FORMAT",
      message: "must be 1 to 255 printable ASCII characters",
    });
  if (faults.length > 0) throw validationFailed(faults);
  return { path, query, body, idempotencyKey };
}

const bytesOf = (event: Event) => Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
const utf8 = new TextDecoder("utf-8", { fatal: true });

function jsonBody(event: Event, optional: boolean): unknown {
  const bytes = bytesOf(event);
  if (bytes.length > largestBody)
    throw new DomainError("PAYLOAD_TOO_LARGE", `The body has ${bytes.length} bytes; ${largestBody} are allowed.`);
  if (bytes.length === 0 && optional) return {};
  if (bytes.length === 0) throw malformed("a JSON body is required");
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(event.headers["content-type"] ?? ""))
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body must be sent as content-type application/json.");
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw malformed("the body is not well-formed JSON in UTF-8", cause);
  }
}

/** Clients that always send a body send an empty object. One of any length is none that this route takes. */
function withoutBody(event: Event): null {
  const text = bytesOf(event).toString("utf8").trim();
  if (text !== "" && !/^\{\s*\}$/.test(text)) throw malformed("this route takes no body");
  return null;
}

function malformed(message: string, cause?: unknown): DomainError {
  return new DomainError("VALIDATION_FAILED", `The request has 1 fault(s): ${message}.`, {
    faults: [{ pointer: "", code: "INVALID_BODY", message }],
    cause,
  });
}

/** A version that no resource has. */
const noVersion = -1;

/**
 * The version in `If-Match`; undefined: there is none, and the route does not need one. An ETag of another form matches nothing.
 * A proxy that compresses may have marked our ETag as weak; its version is the same.
 */
export function expectedVersion(ifMatch: string | undefined, isTaken: RouteContract["ifMatch"]): number | undefined {
  if (isTaken === false || (isTaken === "optional" && ifMatch === undefined)) return undefined;
  const text = ifMatch?.trim() ?? "";
  if (isTaken === true && text === "")
    throw new DomainError("PRECONDITION_REQUIRED", 'If-Match is required: send the ETag that was read, such as "1".');
  const [, tag] = /^(?:W\/)?"([ !#-~]{0,64})"$/.exec(text) ?? [];
  if (tag === undefined)
    throw new DomainError("VALIDATION_FAILED", "The request has 1 fault(s): If-Match must be one ETag in quotes.", {
      faults: [{ pointer: "If-Match", code: "INVALID_FORMAT", message: 'must be one ETag in quotes, such as "1"' }],
    });
  return /^(?:0|[1-9]\d{0,9})$/.test(tag) ? Number(tag) : noVersion;
}
