import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { launchGrants } from './launches.ts';
import { recoveryGrants } from './recovery.ts';
import { stepGrants } from './steps.ts';
import { type GrantsProps, vocabulary } from './vocabulary.ts';

/** Each function's permissions: exactly the calls its code makes, on the resources of this installation. */
export function functionGrants(scope: IConstruct, props: GrantsProps): Record<FunctionName, PolicyStatement[]> {
  const words = vocabulary(scope, props);
  return { ...stepGrants(words), ...launchGrants(words), ...recoveryGrants(words) };
}
