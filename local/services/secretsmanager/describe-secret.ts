import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findSecret } from './secrets.ts';

/** All about a secret but its value; also of one that waits for its deletion. */
export const describeSecret = operation({
  name: 'DescribeSecret',
  input: { SecretId: text(required) },
  run: ({ SecretId }, { world }) => {
    const secret = findSecret(world, SecretId);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const { arn, name, description, kmsKeyId, created, changed, deleted, versions } = secret;
    return {
      ARN: arn,
      Name: name,
      Description: description,
      KmsKeyId: kmsKeyId,
      CreatedDate: created,
      LastChangedDate: changed,
      DeletedDate: deleted,
      VersionIdsToStages: Object.fromEntries(versions.map(({ id, stages }) => [id, stages])),
    };
  },
});
