import type { World } from '../world.ts';

/** AWS managed policies by name, as the AWS Managed Policy Reference prints them. Only what a template of ours may attach. */
const documents: Readonly<Record<string, object>> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
  },
};

/** The JSON text of an AWS managed policy; undefined for one this world does not know. */
export function managedPolicy(world: World, arn: string): string | undefined {
  const prefix = `arn:${world.partition}:iam::aws:policy/`;
  const document = arn.startsWith(prefix) ? documents[arn.slice(prefix.length)] : undefined;
  return document && JSON.stringify(document);
}

/** For the error that refuses an unknown one. */
export const knownManagedPolicies = (): string[] => Object.keys(documents);
