import { describe, expect, it } from "vitest";
import { consumerOf } from "../../../scripts/dead-letters/agency-stack.ts";
import { stackQueues } from "../../../scripts/dead-letters/stack-queues.ts";
import { SynthesizedAgency } from "../synthesized-agency.ts";

const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;

describe("every queue of the stack that keeps what failed is looked at", () => {
  const synthesized = new SynthesizedAgency();
  const summaries = Object.entries(synthesized.resources).map(([LogicalResourceId, { Type: ResourceType }]) => ({
    LogicalResourceId,
    ResourceType,
    PhysicalResourceId: urlOf(LogicalResourceId),
  }));
  const { waiting } = stackQueues(() => ({ StackResourceSummaries: summaries }), "PriorAuthTracker-test");
  const idOf = (value: unknown) => synthesized.referred(value) ?? "";
  const fed = synthesized
    .ofType("AWS::Lambda::EventSourceMapping")
    .map(([, each]) => idOf(each.Properties.EventSourceArn));
  const queuesOf = synthesized.ofType("AWS::SQS::Queue");
  const deadLetterIds = queuesOf.flatMap(([, { Properties }]) =>
    Properties.RedrivePolicy ? [idOf(Properties.RedrivePolicy.deadLetterTargetArn)] : [],
  );

  it("all but those that a function takes from", () => {
    const unfed = queuesOf.map(([id]) => id).filter((id) => !fed.includes(id));
    expect(waiting.map(({ url }) => url).sort()).toEqual(unfed.map(urlOf).sort());
  });

  it("SQS can move back those that it moved there itself", () => {
    const moved = waiting.filter(({ kind }) => kind === "DEAD_LETTERS");
    expect(moved.map(({ url }) => url).sort()).toEqual(deadLetterIds.map(urlOf).sort());
  });

  it("and moves each to the queue that it failed in", () => {
    for (const { url, failedIn } of waiting.filter(({ kind }) => kind === "DEAD_LETTERS")) {
      const [, source] = queuesOf.find(([id]) => id === failedIn) ?? [];
      expect(urlOf(idOf(source?.Properties.RedrivePolicy.deadLetterTargetArn))).toBe(url);
    }
  });

  it.each(waiting.filter(({ kind }) => kind === "DEAD_LETTERS").map(({ name }) => [name]))(
    "somebody's log says why something is in %s",
    (name) => {
      expect(synthesized.functions().has(consumerOf.get(name) ?? "")).toBe(true);
    },
  );
});
