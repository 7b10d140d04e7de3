import { operation } from '../operation.ts';
import { bucketTable } from './buckets.ts';

/** Every bucket of this world, by name. */
export const listBuckets = operation({
  name: 'ListBuckets',
  input: {},
  run: (_input, { world }) => ({
    Buckets: bucketTable(world)
      .values()
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, created }) => ({ Name: name, CreationDate: created })),
    Owner: { ID: world.account },
  }),
});
