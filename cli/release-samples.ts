import { DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker';
import type { Account } from './account.ts';

/** The `s3://` prefix of the sample payloads that a release was verified with, as its model package says. */
export async function releaseSamples(account: Account, release: string): Promise<string | undefined> {
  const { CustomerMetadataProperties } = await account.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: release }));
  return CustomerMetadataProperties?.samples || undefined;
}
