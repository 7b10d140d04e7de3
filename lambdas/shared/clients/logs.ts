import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';

let client: CloudWatchLogsClient | undefined;

/** The one client of this process, made on first use. */
export const logs = (): CloudWatchLogsClient => (client ??= new CloudWatchLogsClient({}));
