import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findGroup } from './registry/records.ts';

/** The group without its packages. */
export const describeModelPackageGroup = operation({
  name: 'DescribeModelPackageGroup',
  input: { ModelPackageGroupName: text({ ...required, min: 1, max: 170 }) },
  run: (input, { world }) => {
    const { lastVersion: _, ...group } = findGroup(world, input.ModelPackageGroupName);
    return group;
  },
});
