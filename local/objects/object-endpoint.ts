import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { ended, listen, readBody } from "../gateway/http.ts";
import { ownServer } from "../gateway/own-address.ts";
import { callerOf } from "../gateway/sdk-requests.ts";
import type { Grants } from "../roles/grants.ts";
import type { ObjectStore } from "./object-store.ts";

/** More than any object here has. */
const mostBytes = 5 * 1024 * 1024;
/** As S3 lists them. */
const mostKeys = 1000;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** What a request is about: `/function/bucket/key`. */
interface Asked {
  readonly caller: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/**
 * The address that functions know as S3, with a function's name as its path: its role has to allow what it does. It speaks as much
 * of S3 as PutObject, GetObject and ListObjectsV2 need.
 */
export class ObjectEndpoint {
  private readonly store: ObjectStore;
  private readonly buckets: readonly string[];
  private readonly grants: Grants;
  private readonly server: Server;

  constructor(store: ObjectStore, buckets: readonly string[], grants: Grants) {
    this.store = store;
    this.buckets = buckets;
    this.grants = grants;
    this.server = ownServer((request, response) => {
      void this.answer(request)
        .catch((error: unknown) => fault(500, "InternalError", String(error)))
        .then((answer) => send(response, answer));
    });
  }

  /** @returns the endpoint's address */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.server, 0)}`;
  }

  stop(): Promise<void> {
    return ended(this.server);
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const body = await readBody(request, mostBytes);
    const asked = askedBy(request);
    if (!this.buckets.includes(asked.bucket)) return fault(404, "NoSuchBucket", "The specified bucket does not exist.");
    const operation = operationOf(request, asked);
    const refusal = this.grants.refusal(asked.caller, [accessOf(operation, asked)]);
    if (refusal !== undefined) return fault(403, "AccessDenied", refusal);
    if (body === undefined) return fault(400, "EntityTooLarge", "The object is larger than they are here.");
    switch (operation) {
      case "PutObject":
        return this.put(request, asked, body.toString("utf8"));
      case "GetObject":
        return this.get(asked);
      case "ListBucket":
        return this.list(asked);
      default:
        return fault(501, "NotImplemented", "The local buckets know PutObject, GetObject and ListObjectsV2 only.");
    }
  }

  private put({ headers }: IncomingMessage, { bucket, key }: Asked, text: string): Answer {
    if (headers["if-none-match"] !== "*")
      return fault(403, "AccessDenied", "The bucket's policy takes objects with If-None-Match: * alone.");
    return this.store.add(bucket, { key, text })
      ? { status: 200, body: "" }
      : fault(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }

  private get({ bucket, key }: Asked): Answer {
    const body = this.store.read(bucket, key);
    return body === undefined
      ? fault(404, "NoSuchKey", "The specified key does not exist.")
      : { status: 200, body, type: "application/json" };
  }

  private list({ bucket, query }: Asked): Answer {
    const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
    const most = Math.min(Number(query.get("max-keys") ?? mostKeys), mostKeys);
    const found = this.store.keys(bucket, { prefix: query.get("prefix") ?? "", after, most: most + 1 });
    const keys = found.slice(0, most);
    const next = found.length > most ? keys.at(-1) : undefined;
    const parts = [
      `<Name>${inXml(bucket)}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>${next !== undefined}</IsTruncated>`,
      ...keys.map((key) => `<Contents><Key>${inXml(key)}</Key></Contents>`),
      ...(next === undefined ? [] : [`<NextContinuationToken>${inXml(next)}</NextContinuationToken>`]),
    ];
    return { status: 200, body: `<ListBucketResult>${parts.join("")}</ListBucketResult>`, type: "application/xml" };
  }
}

function askedBy(request: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://local");
  const [, , bucket = "", ...key] = pathname.split("/");
  return { caller: callerOf(request), bucket, key: decodeURIComponent(key.join("/")), query: searchParams };
}

/** The action of IAM: of ListObjectsV2 it is ListBucket. */
function operationOf({ method }: IncomingMessage, { key, query }: Asked): string {
  if (method === "GET") return key === "" && query.get("list-type") === "2" ? "ListBucket" : "GetObject";
  return method === "PUT" ? "PutObject" : method === "DELETE" ? "DeleteObject" : `${method}`;
}

function accessOf(operation: string, { bucket, key }: Asked) {
  const arn = `arn:aws:s3:::${bucket}`;
  return { action: `s3:${operation}`, resourceArn: key === "" ? arn : `${arn}/${key}`, context: {} };
}

function fault(status: number, code: string, message: string): Answer {
  const body = `<Error><Code>${code}</Code><Message>${inXml(message)}</Message></Error>`;
  return { status, body, type: "application/xml" };
}

const inXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function send(response: ServerResponse, { status, body, type }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, type === undefined ? {} : { "content-type": type });
  response.end(body);
}
