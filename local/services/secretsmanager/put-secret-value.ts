import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needSecret, secrets, valueMembers, withValue } from './secrets.ts';

/** Makes a new current version. */
export const putSecretValue = operation({
  name: 'PutSecretValue',
  input: { SecretId: text(required), ...valueMembers },
  run: (input, { world }) => {
    const secret = needSecret(world, input.SecretId);
    if (input.SecretString === undefined && input.SecretBinary === undefined)
      throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
    const versions = withValue(world, secret.versions, input);
    secrets(world).set(secret.arn, { ...secret, versions, changed: new Date(world.clock.now()) });
    return { ARN: secret.arn, Name: secret.name, VersionId: versions[0]?.id, VersionStages: versions[0]?.stages };
  },
});
