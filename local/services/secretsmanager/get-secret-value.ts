import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needSecret } from './secrets.ts';

/** A version's value: the current one, or that of a stage or id. */
export const getSecretValue = operation({
  name: 'GetSecretValue',
  input: { SecretId: text(required), VersionId: text(), VersionStage: text() },
  run: ({ SecretId, VersionId, VersionStage }, { world }) => {
    const { name, arn, versions } = needSecret(world, SecretId);
    const stage = VersionStage ?? (VersionId ? undefined : 'AWSCURRENT');
    const version = versions.find(({ id, stages }) => (!VersionId || id === VersionId) && (!stage || stages.includes(stage)));
    if (!version) {
      const wanted = VersionId ? `VersionId: ${VersionId}` : `staging label: ${stage}`;
      throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${wanted}`);
    }
    const { id, string, binary, stages, created } = version;
    return { ARN: arn, Name: name, VersionId: id, SecretString: string, SecretBinary: binary, VersionStages: stages, CreatedDate: created };
  },
});
