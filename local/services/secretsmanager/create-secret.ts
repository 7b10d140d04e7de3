import { AwsError } from '../errors.ts';
import { randomHex } from '../ids.ts';
import { any, flag, list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findSecret, type Secret, secretArn, secrets, valueMembers, withValue } from './secrets.ts';

export const createSecret = operation({
  name: 'CreateSecret',
  input: {
    Name: text({ ...required, min: 1, max: 512, pattern: '[A-Za-z0-9/_+=.@-]+' }),
    Description: text({ max: 2048 }),
    KmsKeyId: text(),
    Tags: list(any()),
    ForceOverwriteReplicaSecret: flag(),
    ...valueMembers,
  },
  run: (input, { world }) => {
    const { Name, Description, KmsKeyId, SecretString, SecretBinary } = input;
    const before = findSecret(world, Name);
    if (before?.deleted)
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    if (before) throw new AwsError('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`);
    const now = new Date(world.clock.now());
    const hasValue = SecretString !== undefined || SecretBinary !== undefined;
    const secret: Secret = {
      name: Name,
      arn: `${secretArn(world, Name)}-${randomHex(world.random, 6)}`,
      ...(Description && { description: Description }),
      ...(KmsKeyId && { kmsKeyId: KmsKeyId }),
      created: now,
      changed: now,
      versions: hasValue ? withValue(world, [], input) : [],
    };
    secrets(world).set(secret.arn, secret);
    return { ARN: secret.arn, Name, ...(secret.versions[0] && { VersionId: secret.versions[0].id }) };
  },
});
