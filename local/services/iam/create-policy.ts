import { type PolicyRecord, policyTable } from '../../iam/policies.ts';
import { AwsError } from '../errors.ts';
import { randomHex } from '../ids.ts';
import { list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkManagedPolicy, policyOutput } from './policies.ts';

export const createPolicy = operation({
  name: 'CreatePolicy',
  input: {
    PolicyName: text({ ...required, min: 1, max: 128, pattern: '[\\w+=,.@-]+' }),
    PolicyDocument: text(required),
    Path: text({ max: 512 }),
    Description: text({ max: 1000 }),
    Tags: list(structure({ Key: text(required), Value: text(required) })),
  },
  run: ({ PolicyName, PolicyDocument, Path = '/', Description }, { world }) => {
    const Arn = `arn:${world.partition}:iam::${world.account}:policy${Path}${PolicyName}`;
    if (policyTable(world).get(Arn)) throw new AwsError('EntityAlreadyExists', `A policy called ${PolicyName} already exists.`, 409);
    checkManagedPolicy(PolicyDocument);
    const now = new Date(world.clock.now());
    const policy: PolicyRecord = {
      PolicyName,
      PolicyId: `ANPA${randomHex(world.random, 17).toUpperCase()}`,
      Arn,
      Path,
      ...(Description !== undefined && { Description }),
      CreateDate: now,
      UpdateDate: now,
      DefaultVersionId: 'v1',
      document: PolicyDocument,
    };
    policyTable(world).set(Arn, policy);
    return { Policy: policyOutput(policy) };
  },
});
