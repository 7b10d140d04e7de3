import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needPolicy } from './policies.ts';

export const getPolicyVersion = operation({
  name: 'GetPolicyVersion',
  input: { PolicyArn: text(required), VersionId: text(required) },
  run: ({ PolicyArn, VersionId }, { world }) => {
    const { document, DefaultVersionId, UpdateDate } = needPolicy(world, PolicyArn);
    if (VersionId !== DefaultVersionId)
      throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`, 404);
    return { PolicyVersion: { VersionId, IsDefaultVersion: true, CreateDate: UpdateDate, Document: encodeURIComponent(document) } };
  },
});
