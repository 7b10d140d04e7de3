import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Account } from '../account.ts';
import { asked, type Finding, fail, ifAny, ok } from './finding.ts';

/** Who asks, in which account; nothing else is worth asking where this fails. */
export async function credentialsFinding(account: Account): Promise<Finding> {
  try {
    const { Account: id, Arn } = await account.client(STSClient).send(new GetCallerIdentityCommand({}));
    return ok('credentials', `${Arn} in account ${id}`);
  } catch (error) {
    const { name, message } = error as Error;
    return fail('credentials', `${name}: ${message.split('\n')[0]}: give --profile NAME, set AWS_PROFILE, or log in again`);
  }
}

// What the templates ask for: the rule CheckBootstrapVersion in each.
const bootstrapVersion = 6;

/** The CDK's own stack, by which every deploy goes. */
export function bootstrapFindings({ ssm }: Account): Promise<Finding[]> {
  return asked('cdk bootstrap', async () => {
    const Name = '/cdk-bootstrap/hnb659fds/version';
    const version = (await ifAny(() => ssm.send(new GetParameterCommand({ Name }))))?.Parameter?.Value;
    if (version === undefined) return [fail('cdk bootstrap', 'account and region are not bootstrapped: `npx cdk bootstrap`')];
    if (Number(version) < bootstrapVersion)
      return [fail('cdk bootstrap', `version ${version}, wanted is ${bootstrapVersion} or newer: \`npx cdk bootstrap\``)];
    return [ok('cdk bootstrap', `version ${version}`)];
  });
}
