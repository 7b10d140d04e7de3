import { renameSync, rmSync } from 'node:fs';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { repositoryFolder } from './folders.ts';

/** Who is told of which pushes, as PutRepositoryTriggers took it. */
export interface Trigger {
  readonly name: string;
  readonly destinationArn: string;
  readonly customData?: string;
  /** None or empty: every branch, and tags. */
  readonly branches?: readonly string[];
  readonly events: readonly string[];
}

/** What is known of a repository besides its commits. */
export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly created: Date;
  readonly modified: Date;
  readonly triggers: readonly Trigger[];
  /** Changes with every PutRepositoryTriggers. */
  readonly configurationId: string;
}

/** The records; the commits are in {@link repositoryFolder}. */
export const repositoriesOf = (world: World): Table<Repository> => world.store.table('codecommit/repositories');

/** @throws AwsError RepositoryDoesNotExistException, InvalidRepositoryNameException */
export function findRepository(world: World, name: string): Repository {
  checkName(name);
  const repository = repositoriesOf(world).get(name);
  if (!repository) throw new AwsError('RepositoryDoesNotExistException', `${name} does not exist`);
  return repository;
}

/** @throws AwsError InvalidRepositoryNameException, RepositoryNameExistsException */
export function checkNewName(world: World, name: string): void {
  checkName(name);
  if (repositoriesOf(world).get(name)) throw new AwsError('RepositoryNameExistsException', `Repository named ${name} already exists`);
}

function checkName(name: string): void {
  if (/^[\w.-]{1,100}$/.test(name) && !name.endsWith('.git')) return;
  throw new AwsError(
    'InvalidRepositoryNameException',
    'The repository name is not valid. Repository names can be any valid combination of letters, numbers, periods, underscores, and dashes between 1 and 100 characters in length. Name cannot end in .git',
  );
}

/** Removes record and commits. */
export function removeRepository(world: World, { name }: Repository): void {
  rmSync(repositoryFolder(world, name), { recursive: true, force: true });
  repositoriesOf(world).delete(name);
}

/** Moves record and commits to another name. @throws Error where a folder without a record holds commits under that name */
export function renameRepository(world: World, { name, ...repository }: Repository, newName: string): void {
  renameSync(repositoryFolder(world, name), repositoryFolder(world, newName));
  repositoriesOf(world).set(newName, { ...repository, name: newName, modified: new Date(world.clock.now()) });
  repositoriesOf(world).delete(name);
}
