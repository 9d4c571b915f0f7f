import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compressed } from "../../functions/runtime/compression.ts";

const large = JSON.stringify({ items: Array.from({ length: 1000 }, (_, index) => `entry ${index}`) });
const reply = { statusCode: 200, headers: { "content-type": "application/json", etag: '"1"' }, body: large };

describe("a large reply is compressed as the caller takes it", () => {
  it.each([
    ["gzip", "gzip"],
    ["gzip, deflate, br", "br"],
    ["br;q=0.2, gzip;q=0.9", "gzip"],
    ["BR", "br"],
    ["*", "br"],
    ["br;q=0, *", "gzip"],
  ])("%s: %s", (acceptEncoding, encoding) => {
    const { headers, body = "", isBase64Encoded } = compressed(reply, acceptEncoding);
    expect(headers).toEqual({ ...reply.headers, vary: "accept-encoding", "content-encoding": encoding });
    expect(isBase64Encoded).toBe(true);
    const bytes = Buffer.from(body, "base64");
    expect(bytes.length).toBeLessThan(large.length / 2);
    expect((encoding === "br" ? brotliDecompressSync : gunzipSync)(bytes).toString("utf8")).toBe(large);
  });

  it.each([[undefined], [""], ["identity"], ["deflate"], ["gzip;q=0, br;q=0"], ["*;q=0"]])(
    "%s: it stays as it is, and says that others get another form",
    (acceptEncoding) => {
      expect(compressed(reply, acceptEncoding)).toEqual({
        ...reply,
        headers: { ...reply.headers, vary: "accept-encoding" },
      });
    },
  );

  it("keeps what the reply varies by already", () => {
    const varied = { ...reply, headers: { vary: "accept" } };
    expect(compressed(varied, "gzip").headers?.["vary"]).toBe("accept, accept-encoding");
  });
});

it.each([
  ["a small one", { statusCode: 200, headers: {}, body: "{}" }],
  ["one without a body", { statusCode: 204, headers: {} }],
])("%s goes out as it is", (_, small) => {
  expect(compressed(small, "gzip, br")).toBe(small);
});
