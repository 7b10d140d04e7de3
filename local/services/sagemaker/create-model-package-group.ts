import { validationException } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now, sagemakerArn } from './common/arns.ts';
import { entityName, tags } from './common/members.ts';
import { putTags } from './common/tags.ts';
import { groupsOf } from './registry/records.ts';

/** A group holds all releases of one model. */
export const createModelPackageGroup = operation({
  name: 'CreateModelPackageGroup',
  input: {
    ModelPackageGroupName: text({ ...required, ...entityName }),
    ModelPackageGroupDescription: text({ max: 1024 }),
    Tags: tags,
  },
  run: (input, { world }) => {
    const arn = sagemakerArn(world, 'model-package-group', input.ModelPackageGroupName);
    const key = input.ModelPackageGroupName.toLowerCase();
    if (groupsOf(world).get(key)) throw validationException(`Model Package Group already exists: ${arn}`);
    groupsOf(world).set(key, {
      ModelPackageGroupName: input.ModelPackageGroupName,
      ModelPackageGroupArn: arn,
      ...(input.ModelPackageGroupDescription ? { ModelPackageGroupDescription: input.ModelPackageGroupDescription } : {}),
      CreationTime: now(world),
      CreatedBy: {},
      ModelPackageGroupStatus: 'Completed',
      lastVersion: 0,
    });
    putTags(world, arn, input.Tags);
    return { ModelPackageGroupArn: arn };
  },
});
