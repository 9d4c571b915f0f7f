import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Construct } from "constructs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";

/** Of the month's budget, in percent. */
const spent = [50, 80, 100];

/**
 * Mails about what the account costs. Of the account and not of the agency's tag: a budget on a tag counts nothing until somebody
 * activates the tag for billing, and tells nobody so.
 */
export class AccountBudget extends Construct {
  constructor(scope: Construct, id: string, { budget, alarmEmail }: AgencyConfig) {
    super(scope, id);
    if (budget === undefined || alarmEmail === undefined) {
      return;
    }
    const mailAt = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notification: { notificationType, threshold, thresholdType: "PERCENTAGE", comparisonOperator: "GREATER_THAN" },
      subscribers: [{ subscriptionType: "EMAIL", address: alarmEmail }],
    });
    new CfnBudget(this, "Month", {
      budget: {
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: budget.monthlyUsd, unit: "USD" },
      },
      notificationsWithSubscribers: [...spent.map((percent) => mailAt("ACTUAL", percent)), mailAt("FORECASTED", 100)],
    });
  }
}
