import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

/** What may be spent, and who hears when it is. */
export interface BudgetProps {
  readonly installation: string;
  readonly monthlyUsd: number;
  readonly email: string;
}

/**
 * Mails when the account's costs of a month reach 80 % of the limit, and when AWS expects them to go beyond it. Of the whole account: a budget
 * can tell by a tag only where somebody has activated it for cost allocation, and would otherwise watch nothing at all. It stops nothing.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const { email, installation, monthlyUsd } = props;
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Monthly', {
      budget: {
        // Budgets are the account's, not the region's.
        budgetName: `${installation}-${Stack.of(this).region}-monthly`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
    });
  }
}
