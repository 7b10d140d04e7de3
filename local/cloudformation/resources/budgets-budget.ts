import { resourceType } from '../resource-type.ts';

/** AWS::Budgets::Budget: kept in the stack's record and never judged. The local world costs nothing, so that no budget of it could ring. */
export const budgetsBudget = resourceType({
  type: 'AWS::Budgets::Budget',
  properties: {
    Budget: { BudgetName: true, BudgetType: true, TimeUnit: true, BudgetLimit: { Amount: true, Unit: true } },
    NotificationsWithSubscribers: {
      Notification: { NotificationType: true, ComparisonOperator: true, Threshold: true, ThresholdType: true },
      Subscribers: { SubscriptionType: true, Address: true },
    },
  },
  replacing: ['NotificationsWithSubscribers'],
  create: async ({ Budget }, context) => ({ id: Budget.BudgetName ?? context.name(100), attributes: {} }),
  update: async (_properties, made) => made,
  delete: async () => {},
});
