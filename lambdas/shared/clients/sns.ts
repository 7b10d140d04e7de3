import { SNSClient } from '@aws-sdk/client-sns';

let client: SNSClient | undefined;

/** The one client of this process, made on first use. */
export const sns = (): SNSClient => (client ??= new SNSClient({}));
