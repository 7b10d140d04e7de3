import { roleNameOf, roleTable, sessionArn } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';

export const assumeRole = operation({
  name: 'AssumeRole',
  input: {
    RoleArn: text({ ...required, min: 20, max: 2048 }),
    RoleSessionName: text({ ...required, min: 2, max: 64, pattern: '[\\w+=,.@-]*' }),
    DurationSeconds: number({ integer: true, min: 900, max: 43_200 }),
    Tags: list(structure({ Key: text(required), Value: text(required) })),
    Policy: text(),
    ExternalId: text(),
  },
  run: ({ RoleArn, RoleSessionName, DurationSeconds = 3600 }, { world, caller }) => {
    // STS does not tell a role that is not there from one that may not be taken.
    if (roleTable(world).get(roleNameOf(RoleArn))?.Arn !== RoleArn)
      throw new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`, 403);
    const keys = world.credentials(RoleArn, RoleSessionName, DurationSeconds);
    return {
      Credentials: {
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        SessionToken: keys.sessionToken,
        Expiration: new Date(world.clock.now() + DurationSeconds * 1000),
      },
      AssumedRoleUser: { AssumedRoleId: `AROALOCAL:${RoleSessionName}`, Arn: sessionArn(world, RoleArn, RoleSessionName) },
    };
  },
});
