import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** One statement of a role's policy. `conditions` as IAM writes them. */
export function allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions && { conditions }) });
}
