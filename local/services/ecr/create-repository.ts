import { rmSync } from 'node:fs';
import { any, flag, list, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoryExists } from './errors.ts';
import { type RepositoryRecord, repositoryDir, repositoryName, repositoryTable, shape } from './repositories.ts';

/** Makes an empty repository. */
export const createRepository = operation({
  name: 'CreateRepository',
  input: {
    repositoryName,
    imageTagMutability: text({ of: ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'] }),
    imageScanningConfiguration: structure({ scanOnPush: flag() }),
    encryptionConfiguration: any(),
    tags: list(any()),
  },
  run: (input, { world }) => {
    const table = repositoryTable(world);
    if (table.get(input.repositoryName)) throw repositoryExists(world, input.repositoryName);
    const record: RepositoryRecord = {
      name: input.repositoryName,
      created: new Date(world.clock.now()),
      mutability: input.imageTagMutability ?? 'MUTABLE',
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      images: [],
    };
    rmSync(repositoryDir(world, record.name), { recursive: true, force: true }); // should an older world have left one
    table.set(record.name, record);
    return { repository: shape(world, record) };
  },
});
