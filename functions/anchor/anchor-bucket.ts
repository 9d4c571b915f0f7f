import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type RetryBudget, untilAnswered } from "../../store/retry-budget.ts";

/** Objects that nobody changes or takes away once they are there. */
export interface AnchorBucket {
  /** The keys that begin so, in their order. */
  readonly keys: (prefix: string) => Promise<string[]>;
  readonly read: (key: string) => Promise<unknown>;
  /** Throws AlreadyAnchored where there is another object. */
  readonly add: (key: string, content: object) => Promise<void>;
}

/** Another run has written this part of the pass: it goes on from there. */
export class AlreadyAnchored extends Error {
  override readonly name = "AlreadyAnchored";
}

export function anchorBucket(Bucket: string, budget: RetryBudget, s3 = openedClient()): AnchorBucket {
  const textOf = async (Key: string) => {
    const { Body } = await untilAnswered(budget, () => s3.send(new GetObjectCommand({ Bucket, Key })));
    return (await Body?.transformToString()) ?? "";
  };
  return {
    async keys(prefix) {
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const asked = { Bucket, Prefix: prefix, ...(ContinuationToken !== undefined && { ContinuationToken }) };
        const page = await untilAnswered(budget, () => s3.send(new ListObjectsV2Command(asked)));
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return keys;
    },
    async read(key) {
      return JSON.parse(await textOf(key));
    },
    async add(key, content) {
      const text = JSON.stringify(content);
      // The bucket's policy takes no object without this condition, so that nothing is ever written over.
      const asked = { Bucket, Key: key, Body: text, ContentType: "application/json", IfNoneMatch: "*" };
      try {
        await untilAnswered(budget, () => s3.send(new PutObjectCommand(asked)));
      } catch (error) {
        // It may be our own, whose reply was lost.
        if (!isTaken(error) || (await textOf(key)) !== text) throw isTaken(error) ? new AlreadyAnchored() : error;
      }
    },
  };
}

/** 412: it is there. 409: somebody else is writing it at this moment. */
function isTaken(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 412 || status === 409;
}

function openedClient(): S3Client {
  return new S3Client({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    logger: {} as never,
  });
}
