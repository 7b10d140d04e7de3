import { policyTable } from '../../iam/policies.ts';
import { AwsError } from '../errors.ts';
import { flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkManagedPolicy, needPolicy } from './policies.ts';

/** Puts a new version in force. Older ones are not kept: nothing here goes back to one. */
export const createPolicyVersion = operation({
  name: 'CreatePolicyVersion',
  input: { PolicyArn: text(required), PolicyDocument: text(required), SetAsDefault: flag() },
  run: ({ PolicyArn, PolicyDocument, SetAsDefault }, { world }) => {
    const policy = needPolicy(world, PolicyArn);
    if (!SetAsDefault) throw new AwsError('NotImplemented', 'The local IAM keeps the default version only: expected SetAsDefault', 501);
    checkManagedPolicy(PolicyDocument);
    const UpdateDate = new Date(world.clock.now());
    const DefaultVersionId = `v${Number(policy.DefaultVersionId.slice(1)) + 1}`;
    policyTable(world).set(PolicyArn, { ...policy, UpdateDate, DefaultVersionId, document: PolicyDocument });
    return { PolicyVersion: { VersionId: DefaultVersionId, IsDefaultVersion: true, CreateDate: UpdateDate } };
  },
});
