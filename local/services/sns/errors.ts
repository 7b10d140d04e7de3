import { AwsError } from '../errors.ts';

/** SNS's errors; the texts are those recorded on AWS (localstack's snapshots). */
export const invalidParameter = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);

export const topicNotFound = (): AwsError => new AwsError('NotFound', 'Topic does not exist', 404);

export const subscriptionNotFound = (): AwsError => new AwsError('NotFound', 'Subscription does not exist', 404);
