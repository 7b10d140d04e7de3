import { SSMClient } from '@aws-sdk/client-ssm';

let client: SSMClient | undefined;

/** The one client of this process, made on first use. */
export const ssm = (): SSMClient => (client ??= new SSMClient({}));
