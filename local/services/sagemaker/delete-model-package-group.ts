import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { dropTags } from './common/tags.ts';
import { findGroup, groupsOf, packagesOf } from './registry/records.ts';

/** Only an empty group goes. */
export const deleteModelPackageGroup = operation({
  name: 'DeleteModelPackageGroup',
  input: { ModelPackageGroupName: text({ ...required, min: 1, max: 170 }) },
  run: (input, { world }) => {
    const group = findGroup(world, input.ModelPackageGroupName);
    const used = packagesOf(world)
      .values()
      .some((one) => one.ModelPackageGroupName === group.ModelPackageGroupName);
    if (used) {
      throw new AwsError(
        'ConflictException',
        `Model Package Group ${group.ModelPackageGroupArn} contains model packages and cannot be deleted.`,
      );
    }
    groupsOf(world).delete(group.ModelPackageGroupName.toLowerCase());
    dropTags(world, group.ModelPackageGroupArn);
    return {};
  },
});
