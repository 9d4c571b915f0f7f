import type { Random } from "../../simulation/random.ts";
import type { RequestParts } from "./valid-requests.ts";

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly operationId: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const texts = [
  "",
  " ",
  "null",
  "C1001#AUDIT",
  "../../v1/payers",
  "%00",
  "\u0000",
  "\u202e321",
  "\u200b",
  "\ud800",
  "😀".repeat(30),
  "e\u0301".repeat(200),
  "\u0130",
  "ﷺ".repeat(20),
  "' OR 1=1 --",
  "{{7*7}}",
  "%24%7Bjndi:ldap://x%7D",
  "=HYPERLINK(1)",
  "<script>",
  "123-45-6789",
  "2026-02-30",
  "0001-01-01",
  "9999-12-31",
  "2026-03-16",
  "NaN",
  "1e400",
  "-0",
  "99999999999999999999",
  "constructor",
  "__proto__",
];
const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.1,
  1e308,
  2 ** 53,
  999_999,
  1_000_000,
  [],
  {},
  [[]],
  [null],
  { type: "ALL" },
  ...texts,
];

/** A text of any length, up to a little more than a body may have. */
function longText(random: Random): string {
  const unit = random.pick(["a", " ", "0", "é", "😀", '"', "\\", "a\u202e", "a@", "-1."]);
  return unit.repeat(Math.ceil(random.pick([51, 101, 501, 2001, 8000, 40_000, 70_000]) / unit.length));
}
const anyText = (random: Random) => (random.chance(0.15) ? longText(random) : random.pick(texts));
const anyValue = (random: Random) => (random.chance(0.1) ? longText(random) : random.pick(values));

/** Everything in a JSON value that something else can be put in the place of. */
function placesIn(value: unknown): [holder: Record<string, unknown>, name: string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [[holder, name] as [typeof holder, string], ...placesIn(holder[name])]);
}

/** Three times what a body may have shows all that more would: lists of lists would fill the memory of the test. */
const largestList = 200_000;

function repeated(value: unknown, times: number): unknown[] {
  const characters = JSON.stringify(value)?.length ?? 4;
  return Array.from({ length: Math.min(times, Math.ceil(largestList / characters)) }, () => structuredClone(value));
}

function mutatedBody(parts: RequestParts, random: Random): void {
  if (random.chance(0.1)) {
    parts.body = anyValue(random);
    return;
  }
  parts.body ??= {};
  const places = placesIn(parts.body);
  if (places.length === 0) return;
  const [holder, name] = random.pick(places);
  const others = random.pick(places);
  random.pick([
    () => {
      holder[name] = anyValue(random);
    },
    () => void delete holder[name],
    () => {
      holder[anyText(random)] = holder[name];
    },
    () => {
      holder[name] = [holder[name]];
    },
    () => {
      holder[name] = structuredClone(others[0][others[1]]);
    },
    () => {
      holder[name] = repeated(holder[name], random.pick([2, 101, 1001, 5000]));
    },
    () => {
      holder[name] = `${holder[name]}${anyText(random)}`;
    },
  ])();
}

function mutatedPath(parts: RequestParts, random: Random): void {
  const at = random.below(parts.segments.length);
  const text = anyText(random);
  random.pick([
    () => {
      parts.segments[at] = encoded(text);
    },
    () => void parts.segments.splice(at, 1),
    () => void parts.segments.splice(at, 0, encoded(text)),
    () => {
      parts.segments[at] += random.pick(["%", "%zz", "%ff", "%2e%2e", "//", ";x=1", "%0d%0a", "."]);
    },
    () => {
      parts.segments[at] = parts.segments[at]?.toLowerCase() ?? "";
    },
  ])();
}

function mutatedQuery(parts: RequestParts, random: Random): void {
  const names = ["limit", "cursor", "search", "asOf", "context", "expiresIn", "lowUnits", "program", "sort", "for"];
  const name = random.chance(0.2) ? anyText(random) : random.pick(names);
  const [one = ["limit", "1"]] = parts.query;
  random.pick([
    () => void parts.query.push([name, anyText(random)]),
    () => void parts.query.push([name, Buffer.from(anyText(random)).toString("base64url")]),
    () => void parts.query.push([name, String(random.between(-1, 101))]),
    () => void parts.query.push([...one]),
    () => void parts.query.pop(),
    () => {
      one[1] = anyText(random);
    },
  ])();
}

const headerNames = [
  "accept",
  "accept-encoding",
  "authorization",
  "content-type",
  "idempotency-key",
  "if-match",
  "origin",
  "traceparent",
  "x-forwarded-for",
  "x-site-key",
];
const headerTexts = [
  "*",
  "text/csv",
  "application/json; charset=utf-16",
  "application/problem+json",
  "br;q=0, gzip;q=nonsense, *",
  'W/"1"',
  '"1", "2"',
  '"9999999999"',
  "00-00000000000000000000000000000000-0000000000000000-00",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
  "Bearer ",
  "same-key",
];

function mutatedHeaders(parts: RequestParts, random: Random): void {
  const name = random.pick(headerNames);
  const text = random.chance(0.5) ? random.pick(headerTexts) : anyText(random);
  if (random.chance(0.2)) delete parts.headers[name];
  // What no client can send is no header; one of more than 16 KB is refused before the API sees it.
  else parts.headers[name] = text.replace(/[^\t -~\u00a0-\u00ff]/g, "").slice(0, 9000);
}

function mutatedMethod(parts: RequestParts, random: Random): void {
  parts.method = random.pick(["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
}

/** Bytes that are no JSON any more, or no UTF-8. */
function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const deep = random.pick(["[", '{"a":']).repeat(random.pick([10, 1000, 12_000]));
  return random.pick([
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at)]),
    () => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte))),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    () => Buffer.concat([bytes, Buffer.alloc(random.pick([1, 1000, 70_000]), " ")]),
    () => Buffer.from(deep),
    () => Buffer.from(bytes.toString("utf8"), "utf16le"),
  ])();
}

const mutations = [mutatedBody, mutatedBody, mutatedPath, mutatedQuery, mutatedHeaders, mutatedMethod];

/** A request with one to three mutations. */
export function mutated(parts: RequestParts, random: Random): WireRequest {
  for (let count = random.between(1, 3); count > 0; count--) random.pick(mutations)(parts, random);
  const { operationId, method, segments, query, headers, body } = parts;
  const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body) ?? "");
  const path = segments.join("/");
  // To a HEAD that is no HTTP the answer has a body, which a client takes for another answer.
  const isWithoutSlash = !path.startsWith("/") && (path === "" || method === "HEAD");
  const asked = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&");
  return {
    operationId,
    method,
    // The longest target that a client sends: beyond 16 KB no server of HTTP reads it.
    target: `${isWithoutSlash ? "/" : ""}${path}${asked && `?${asked}`}`.slice(0, 8000),
    headers,
    body: text !== undefined && random.chance(0.15) ? mutatedBytes(text, random) : text,
  };
}

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
