import { expect, it } from "vitest";
import { production, SynthesizedAgency } from "../synthesized-agency.ts";

it("Somebody hears when half, most and all of the month's dollars are spent, and when they will be", () => {
  const [, { Properties }] = new SynthesizedAgency(production).only("AWS::Budgets::Budget");
  expect(Properties.Budget).toEqual({
    BudgetType: "COST",
    TimeUnit: "MONTHLY",
    BudgetLimit: { Amount: 200, Unit: "USD" },
  });
  const told = Properties.NotificationsWithSubscribers.map(
    ({ Notification, Subscribers }: Record<string, Record<string, unknown>>) => {
      expect(Subscribers).toEqual([{ SubscriptionType: "EMAIL", Address: "on-call@example.org" }]);
      expect(Notification).toMatchObject({ ThresholdType: "PERCENTAGE", ComparisonOperator: "GREATER_THAN" });
      return [Notification?.["NotificationType"], Notification?.["Threshold"]];
    },
  );
  expect(told).toEqual([
    ["ACTUAL", 50],
    ["ACTUAL", 80],
    ["ACTUAL", 100],
    ["FORECASTED", 100],
  ]);
});

it("An agency without a budget has none", () => {
  expect(new SynthesizedAgency().ofType("AWS::Budgets::Budget")).toEqual([]);
});
