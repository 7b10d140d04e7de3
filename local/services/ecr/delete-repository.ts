import { rmSync } from 'node:fs';
import { flag, text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoryNotEmpty } from './errors.ts';
import { repositoryDir, repositoryName, repositoryOf, repositoryTable, shape } from './repositories.ts';

/** Removes a repository; one with images only by `force`. */
export const deleteRepository = operation({
  name: 'DeleteRepository',
  input: { repositoryName, force: flag(), registryId: text() },
  run: ({ repositoryName: name, force }, { world }) => {
    const record = repositoryOf(world, name);
    if (record.images.length > 0 && !force) throw repositoryNotEmpty(world, name);
    repositoryTable(world).delete(name);
    rmSync(repositoryDir(world, name), { recursive: true, force: true });
    return { repository: shape(world, record) };
  },
});
