import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { writeHook } from './folders.ts';
import { checkNewName, findRepository, renameRepository } from './repositories.ts';

/** The commits move along; whoever has the old folder as a remote needs the new one. */
export const updateRepositoryName = operation({
  name: 'UpdateRepositoryName',
  input: { oldName: text(required), newName: text(required) },
  run: ({ oldName, newName }, { world }) => {
    const repository = findRepository(world, oldName);
    checkNewName(world, newName);
    renameRepository(world, repository, newName);
    writeHook(world, newName);
    return {};
  },
});
