import { describe, expect, it } from "vitest";
import { httpFunctions } from "../../lib/deployed-functions.ts";
import { SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency();
const filters = agency.ofType("AWS::Logs::SubscriptionFilter").map(([, { Properties }]) => Properties);

describe("the record of who saw which client", () => {
  it("hears of the requests of every function behind the API, and of no other log: least of all its own", () => {
    expect(filters.map(({ LogGroupName }) => LogGroupName).sort()).toEqual(
      httpFunctions.map((name) => `/prior-auth-tracker/willow-creek/${name}`),
    );
    expect(new Set(filters.map(({ FilterPattern }) => FilterPattern))).toEqual(
      new Set(['{ $.event = "request" || $.event = "furtherClients" }']),
    );
    expect(new Set(filters.map(({ DestinationArn }) => agency.called(DestinationArn)))).toEqual(new Set(["accesses"]));
  });

  it("is called by the logs of this agency alone", () => {
    const permissions = agency
      .ofType("AWS::Lambda::Permission")
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === "logs.amazonaws.com");
    expect(permissions).toHaveLength(1);
    const [{ SourceArn, SourceAccount, FunctionName, Action }] = permissions as [(typeof permissions)[number]];
    expect(Action).toBe("lambda:InvokeFunction");
    expect(agency.called(FunctionName)).toBe("accesses");
    expect(JSON.stringify(SourceArn)).toContain("log-group:/prior-auth-tracker/willow-creek/*:*");
    expect(SourceAccount).toEqual({ Ref: "AWS::AccountId" });
  });

  it("waits with its filters until CloudWatch Logs may call it, which tries at once", () => {
    const [permission = ""] = agency
      .ofType("AWS::Lambda::Permission")
      .find(([, { Properties }]) => Properties.Principal === "logs.amazonaws.com") ?? [""];
    for (const [id, { DependsOn }] of agency.ofType("AWS::Logs::SubscriptionFilter"))
      expect(DependsOn, id).toContain(permission);
  });
});
