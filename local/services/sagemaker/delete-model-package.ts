import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { dropTags } from './common/tags.ts';
import { findPackage, packagesOf } from './registry/records.ts';

/** Its version number is not given out again. */
export const deleteModelPackage = operation({
  name: 'DeleteModelPackage',
  input: { ModelPackageName: text({ ...required, min: 1, max: 176 }) },
  run: (input, { world }) => {
    const { ModelPackageArn } = findPackage(world, input.ModelPackageName);
    packagesOf(world).delete(ModelPackageArn);
    dropTags(world, ModelPackageArn);
    return {};
  },
});
