import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { addClientInsurance } from "../../api/client-insurances.ts";
import { searchClients } from "../../api/clients.ts";
import { type RouteContract, route } from "../../api/route.ts";
import { checkedInput, expectedVersion } from "../../functions/runtime/checked-call.ts";
import { refusalCode, refusalOf } from "../domain/refusals.ts";
import { request } from "./requests.ts";

const common = { method: "POST", capability: "notes", summary: "A note" } as const;
const noted = route({
  ...common,
  operationId: "addNote",
  path: "/v1/clients/{clientId}/notes",
  pathParameters: z.strictObject({ clientId: z.string().check(z.maxLength(8)) }),
  query: z.strictObject({ draft: z.exactOptional(z.enum(["true", "false"])) }),
  body: z.strictObject({ text: z.string(), count: z.exactOptional(z.int()) }),
  replies: { 204: null },
});
const bodyless = route({ ...common, operationId: "closeNote", path: "/v1/notes", replies: { 204: null } });
const optional = route({ ...noted, bodyOptional: true, body: z.strictObject({ text: z.exactOptional(z.string()) }) });

type Sent = NonNullable<Parameters<typeof request>[1]>;
const sentTo = (contract: RouteContract, sent: Sent) => checkedInput(request("POST /v1/notes", sent), contract);
const checked = (sent: Sent, contract: RouteContract = noted) =>
  sentTo(contract, { path: { clientId: "C1" }, ...sent });
const codeOf = (sent: Sent, contract: RouteContract = noted) => refusalCode(() => checked(sent, contract));
const pointersOf = (sent: Sent, contract: RouteContract = noted) =>
  refusalOf(() => checked(sent, contract)).faults.map(({ pointer, code }) => `${pointer} ${code}`);

describe("path, query and body as the contract describes them", () => {
  it("are given when they fit", () => {
    expect(checked({ body: { text: "a" }, query: { draft: "true" } })).toEqual({
      path: { clientId: "C1" },
      query: { draft: "true" },
      body: { text: "a" },
    });
  });

  it("every fault of all three named at once", () => {
    const sent = { path: { clientId: "C12345678" }, query: { draft: "yes", typo: "1" }, body: { count: 1.5, more: 1 } };
    expect(pointersOf(sent)).toEqual([
      "{clientId} TOO_BIG",
      "?draft INVALID_VALUE",
      "?typo UNKNOWN_FIELD",
      "/text REQUIRED",
      "/count INVALID_TYPE",
      "/more UNKNOWN_FIELD",
    ]);
  });

  it("a body with five faults names five", () => {
    const body = { priority: 0, subscriberNumber: "", priorAuthsRequired: "yes", effectiveDate: "2026-02-30" };
    expect(pointersOf({ body }, addClientInsurance)).toEqual([
      "/priority TOO_SMALL",
      "/payerId REQUIRED",
      "/subscriberNumber TOO_SMALL",
      "/priorAuthsRequired INVALID_TYPE",
      "/effectiveDate INVALID",
    ]);
  });

  it("a field that is refused is not repeated to the caller: its value may be anybody's", () => {
    const refusal = refusalOf(() => checked({ body: { text: 7, count: "Marisol Quintero" } }));
    expect(JSON.stringify([refusal.message, refusal.faults])).not.toContain("Quintero");
  });

  it("defaults are filled in", () => {
    const { query } = sentTo(searchClients, { query: { limit: "7" } });
    expect(query).toEqual({ limit: "7" });
  });
});

describe("an Idempotency-Key", () => {
  const creating = route({ ...noted, idempotencyKey: true });
  const keyed = (key: string | undefined, contract: RouteContract = creating, body: unknown = { text: "a" }) =>
    ({ sent: { body, headers: key === undefined ? {} : { "idempotency-key": key } }, contract }) as const;
  const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index));
  it.each<[string, string | undefined]>([
    ["none", undefined],
    ["one character", "a"],
    ["255 characters", "a".repeat(255)],
    ["every printable character", printable],
  ])("is taken as it is: %s", (_, key) => {
    const { sent, contract } = keyed(key);
    expect(checked(sent, contract).idempotencyKey).toBe(key);
  });

  it.each([
    ["nothing in it", ""],
    ["256 characters", "a".repeat(256)],
    ["a letter beyond ASCII", "é"],
    ["a tab", "a\tb"],
    ["a line feed at its end", "a\n"],
  ])("must be 1 to 255 printable ASCII characters: not with %s", (_, key) => {
    const { sent, contract } = keyed(key);
    expect(codeOf(sent, contract)).toBe("VALIDATION_FAILED");
    expect(pointersOf(sent, contract)).toEqual(["Idempotency-Key INVALID_FORMAT"]);
  });

  it("is named beside every other fault", () => {
    const { sent, contract } = keyed("", creating, { text: 1 });
    expect(pointersOf(sent, contract)).toEqual(["/text INVALID_TYPE", "Idempotency-Key INVALID_FORMAT"]);
  });

  it("is ignored where nothing is created, whatever it is", () => {
    const { sent, contract } = keyed("é", noted);
    expect(checked(sent, contract).idempotencyKey).toBeUndefined();
  });
});

/** A JSON body of exactly so many bytes. */
const ofBytes = (bytes: number) => {
  const json = '{"text":"é"}';
  return json + " ".repeat(bytes - Buffer.byteLength(json));
};

describe("Bodies up to 64 KB", () => {
  it.each([
    [65_536, null],
    [65_537, "PAYLOAD_TOO_LARGE"],
    [200_000, "PAYLOAD_TOO_LARGE"],
  ])("%i bytes: %s", (bytes, code) => {
    expect(codeOf({ body: ofBytes(bytes) })).toBe(code);
    const base64 = Buffer.from(ofBytes(bytes)).toString("base64");
    expect(codeOf({ body: base64, base64: true })).toBe(code);
  });

  it("of a route that takes none every one is refused alike: it declares no code for a large one", () => {
    expect(refusalCode(() => sentTo(bodyless, { body: " ".repeat(200_000) }))).toBeNull();
    expect(refusalCode(() => sentTo(bodyless, { body: "x".repeat(200_000) }))).toBe("VALIDATION_FAILED");
  });
});

/** An object whose text is made of these bytes. */
const textOf = (...bytes: number[]) => [...Buffer.from('{"text":"'), ...bytes, ...Buffer.from('"}')];

describe("JSON in and out, UTF-8", () => {
  const base64 = (bytes: number[] | string) => ({
    body: Buffer.from(bytes as never).toString("base64"),
    base64: true,
  });
  it.each<[string, Sent, string | null]>([
    ["an object", { body: '{"text":"é"}' }, null],
    ["an object in base64", base64('{"text":"é"}'), null],
    ["with a byte order mark", base64('\ufeff{"text":"a"}'), null],
    ["bytes that are not UTF-8", base64(textOf(0xff)), "VALIDATION_FAILED"],
    ["an overlong byte sequence", base64(textOf(0xc0, 0xaf)), "VALIDATION_FAILED"],
    ["half a letter", base64(textOf(0xc3)), "VALIDATION_FAILED"],
    ["a letter of two bytes", base64(textOf(0xc3, 0xa9)), null],
    ["half an object", { body: '{"text":' }, "VALIDATION_FAILED"],
    ["two objects", { body: '{"text":"a"}{"text":"a"}' }, "VALIDATION_FAILED"],
    ["text", { body: "text=a" }, "VALIDATION_FAILED"],
    ["null", { body: "null" }, "VALIDATION_FAILED"],
    ["a list", { body: "[]" }, "VALIDATION_FAILED"],
    ["nothing", {}, "VALIDATION_FAILED"],
    ["an empty text", { body: "" }, "VALIDATION_FAILED"],
  ])("%s", (_, sent, code) => {
    expect(codeOf(sent)).toBe(code);
  });

  it("a fault of the whole body points to the whole body", () => {
    expect(pointersOf({ body: "{" })).toEqual([" INVALID_BODY"]);
    expect(pointersOf({})).toEqual([" INVALID_BODY"]);
  });

  it("what is wrong with the text is not repeated to the caller", () => {
    const refusal = refusalOf(() => checked({ body: '{"text": Marisol Quintero' }));
    expect(refusal.message).not.toContain("Quintero");
  });

  it("a field named like a part of every object is an unknown field", () => {
    expect(codeOf({ body: '{"text":"a","__proto__":{"count":1}}' })).toBe("VALIDATION_FAILED");
    expect(codeOf({ body: '{"text":"a","constructor":1}' })).toBe("VALIDATION_FAILED");
  });
});

describe("content types", () => {
  it.each([
    ["application/json", null],
    ["application/json; charset=utf-8", null],
    ["application/json;charset=UTF-8", null],
    ["Application/JSON", null],
    ["application/merge-patch+json", null],
    ["application/problem+json; x=y", null],
    ["text/json", "UNSUPPORTED_MEDIA_TYPE"],
    ["text/plain", "UNSUPPORTED_MEDIA_TYPE"],
    ["application/jsonp", "UNSUPPORTED_MEDIA_TYPE"],
    ["application/x-www-form-urlencoded", "UNSUPPORTED_MEDIA_TYPE"],
    ["multipart/form-data; boundary=application/json", "UNSUPPORTED_MEDIA_TYPE"],
    ["", "UNSUPPORTED_MEDIA_TYPE"],
  ])("%j: %s", (contentType, code) => {
    expect(codeOf({ body: { text: "a" }, headers: { "content-type": contentType } })).toBe(code);
  });

  it("none at all is refused", () => {
    const { headers: _, ...event } = request("POST /v1/notes", { path: { clientId: "C1" }, body: { text: "a" } });
    expect(refusalCode(() => checkedInput({ ...event, headers: {} }, noted))).toBe("UNSUPPORTED_MEDIA_TYPE");
  });
});

describe("a route that takes no body", () => {
  it.each<[string, Sent, string | null]>([
    ["nothing", {}, null],
    ["an empty text", { body: "" }, null],
    ["white space", { body: " \n" }, null],
    ["an empty object", { body: "{}" }, null],
    ["an empty object with space", { body: " { } " }, null],
    ["of any content type", { body: "{}", headers: { "content-type": "text/plain" } }, null],
    ["an object", { body: { text: "a" } }, "VALIDATION_FAILED"],
    ["null", { body: "null" }, "VALIDATION_FAILED"],
    ["a list", { body: "[]" }, "VALIDATION_FAILED"],
    ["text", { body: "x" }, "VALIDATION_FAILED"],
  ])("%s", (_, sent, code) => {
    expect(refusalCode(() => sentTo(bodyless, sent))).toBe(code);
  });
});

describe("a route whose body may be left out", () => {
  it("takes nothing as an empty object", () => {
    const { headers: _, ...event } = request("POST /v1/notes", { path: { clientId: "C1" } });
    expect(checkedInput({ ...event, headers: {} }, optional).body).toEqual({});
  });

  it("checks what is there like any other", () => {
    expect(checked({ body: { text: "a" } }, optional).body).toEqual({ text: "a" });
    expect(codeOf({ body: { txt: "a" } }, optional)).toBe("VALIDATION_FAILED");
    expect(codeOf({ body: "null" }, optional)).toBe("VALIDATION_FAILED");
    expect(codeOf({ body: { text: "a" }, headers: { "content-type": "text/plain" } }, optional)).toBe(
      "UNSUPPORTED_MEDIA_TYPE",
    );
  });
});

describe("If-Match; stale 412, absent 428", () => {
  it.each([
    ['"1"', 1],
    ['"42"', 42],
    [' "42" ', 42],
    ['W/"42"', 42],
    ['"9999999999"', 9_999_999_999],
    // Of what was never stored.
    ['"0"', 0],
    // An ETag that is none of ours matches nothing.
    ['"01"', -1],
    ['"-1"', -1],
    ['"1.5"', -1],
    ['"1e3"', -1],
    ['"abc"', -1],
    ['""', -1],
    ['"99999999999"', -1],
  ])("%s is version %i", (header, version) => {
    for (const needed of [true, "optional"] as const) expect(expectedVersion(header, needed)).toBe(version);
  });

  it.each([undefined, "", "  "])("%j: it is required", (header) => {
    expect(refusalCode(() => expectedVersion(header, true))).toBe("PRECONDITION_REQUIRED");
  });

  it("may be left out where it is optional; an empty one, of a version that somebody forgot, is none", () => {
    expect(expectedVersion(undefined, "optional")).toBe(undefined);
    for (const header of ["", "  "])
      expect(refusalCode(() => expectedVersion(header, "optional"))).toBe("VALIDATION_FAILED");
  });

  it("is not looked at where the route takes none", () => {
    expect(expectedVersion("nonsense", false)).toBe(undefined);
  });

  it.each(["1", "*", '"1", "2"', '"1', '1"', "'1'", 'w/"1"', '""1""'])("%s is not one ETag", (header) => {
    for (const needed of [true, "optional"] as const) {
      const refusal = refusalOf(() => expectedVersion(header, needed));
      expect(refusal.code).toBe("VALIDATION_FAILED");
      expect(refusal.faults.map(({ pointer }) => pointer)).toEqual(["If-Match"]);
    }
  });
});
