import { type Anchors, anchorsIn, newestPass, readPortions } from "../../functions/anchor/anchor-objects.ts";
import type { StoredObject } from "../../local/objects/object-store.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import { resourcesOf } from "../aws/deployed-stack.ts";

/** What audits ended with when they were last anchored, and in which pass; undefined before the first one. */
export interface NewestAnchors extends Anchors {
  readonly pass: string;
}

type Bucket = Parameters<typeof newestPass>[0];

async function newestIn(bucket: Bucket): Promise<NewestAnchors | undefined> {
  const newest = await newestPass(bucket);
  return newest && { pass: newest.name, ...anchorsIn(await readPortions(bucket, newest.name)) };
}

/** Of a local server. */
export async function localAnchors(baseUrl: string): Promise<NewestAnchors | undefined> {
  const url = `${baseUrl}/local/objects`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: for a deployed agency say --agency.`);
  const { items } = (await response.json()) as { items: readonly StoredObject[] };
  const texts = new Map(items.map(({ key, text }) => [key, text]));
  return newestIn({
    keys: async (prefix) => [...texts.keys()].filter((key) => key.startsWith(prefix)).sort(),
    read: async (key) => JSON.parse(texts.get(key) ?? ""),
  });
}

/** Of a deployed agency, read by whoever runs this: not by a function that somebody may have replaced. */
export async function deployedAnchors(aws: Aws, dataStack: string): Promise<NewestAnchors | undefined> {
  const resources = resourcesOf(aws, dataStack);
  if (!resources.body) throw new Error(resources.says);
  const bucket = resources.body.find(({ ResourceType }) => ResourceType === "AWS::S3::Bucket")?.PhysicalResourceId;
  if (bucket === undefined) throw new Error(`${dataStack} has no bucket of anchors.`);
  return newestIn({
    keys: async (prefix) => {
      const listing = aws(["s3api", "list-objects-v2", "--bucket", bucket, "--prefix", prefix]);
      const { Contents = [] } = listing as { Contents?: readonly { readonly Key: string }[] };
      return Contents.map(({ Key }) => Key).sort();
    },
    read: async (key) => aws(["s3", "cp", `s3://${bucket}/${key}`, "-"]),
  });
}
