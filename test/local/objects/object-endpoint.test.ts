import { DatabaseSync } from "node:sqlite";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localCredentials } from "../../../local/database/tables.ts";
import { ObjectEndpoint } from "../../../local/objects/object-endpoint.ts";
import { ObjectStore } from "../../../local/objects/object-store.ts";
import type { Grants } from "../../../local/roles/grants.ts";

/** Lets `writer` do everything, and others nothing. */
const grants = {
  refusal: (caller: string, [access]: readonly { action: string }[]) =>
    caller === "writer" ? undefined : `${caller} is not authorized to perform: ${access?.action}`,
} as unknown as Grants;

const database = new DatabaseSync(":memory:");
const endpoint = new ObjectEndpoint(new ObjectStore(database), ["kept"], grants);
let address: string;
beforeAll(async () => {
  address = await endpoint.start();
});
afterAll(() => endpoint.stop());

const as = (caller: string) =>
  new S3Client({
    endpoint: `${address}/${caller}`,
    region: "us-east-1",
    credentials: localCredentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
const put = (key: string, text: string, caller = "writer") =>
  as(caller).send(new PutObjectCommand({ Bucket: "kept", Key: key, Body: text, IfNoneMatch: "*" }));
const read = async (key: string, caller = "writer") => {
  const { Body } = await as(caller).send(new GetObjectCommand({ Bucket: "kept", Key: key }));
  return Body?.transformToString();
};

describe("buckets of the local server, as the SDK sees them", () => {
  it("keep what is put, under keys with whatever letters", async () => {
    await put("heads/2026-03-16.2026-03-16T15:00:00.000Z/000001", '{"é":1}');
    expect(await read("heads/2026-03-16.2026-03-16T15:00:00.000Z/000001")).toBe('{"é":1}');
    await expect(read("heads/none")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("list keys by their start and in their order, page by page", async () => {
    for (const key of ["list/c", "list/a", "list/b&c", "lists"]) await put(key, "{}");
    const asked = { Bucket: "kept", Prefix: "list/", MaxKeys: 2 };
    const first = await as("writer").send(new ListObjectsV2Command(asked));
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["list/a", "list/b&c"]);
    const { NextContinuationToken: ContinuationToken } = first;
    const second = await as("writer").send(new ListObjectsV2Command({ ...asked, ContinuationToken }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["list/c"]);
    expect(second.NextContinuationToken).toBeUndefined();
  });

  it("let nothing be written over, with or without asking, nor deleted", async () => {
    await put("once", "first");
    await expect(put("once", "second")).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    const unasked = new PutObjectCommand({ Bucket: "kept", Key: "once", Body: "second" });
    await expect(as("writer").send(unasked)).rejects.toMatchObject({ name: "AccessDenied" });
    const deletion = as("writer").send(new DeleteObjectCommand({ Bucket: "kept", Key: "once" }));
    await expect(deletion).rejects.toMatchObject({ name: "NotImplemented" });
    expect(await read("once")).toBe("first");
  });

  it("ask the caller's role", async () => {
    await put("guarded", "text");
    await expect(read("guarded", "stranger")).rejects.toMatchObject({
      name: "AccessDenied",
      message: "stranger is not authorized to perform: s3:GetObject",
    });
    await expect(put("another", "text", "stranger")).rejects.toMatchObject({ name: "AccessDenied" });
  });
});
