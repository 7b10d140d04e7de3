import type { Stack } from 'aws-cdk-lib';
import { repositoryText } from './repository-root.ts';

/** The CDK's feature flags that the templates are written with: those of cdk.json. */
export const featureFlags = (): Record<string, unknown> =>
  (JSON.parse(repositoryText('cdk.json')) as { context: Record<string, unknown> }).context;

/** Gives them to a stack before anything is in it: in an app of other flags it is the same stack. */
export function useFeatureFlags(stack: Stack): void {
  for (const [flag, value] of Object.entries(featureFlags())) stack.node.setContext(flag, value);
}
