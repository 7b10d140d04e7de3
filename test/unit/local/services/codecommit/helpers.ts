import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  PutRepositoryTriggersCommand,
  type RepositoryTrigger,
} from '@aws-sdk/client-codecommit';
import type { Runtime, RuntimeOptions } from '../../../../../local/runtime.ts';
import type { ServiceEvent } from '../../../../../local/world.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const person = { GIT_AUTHOR_NAME: 'Ana', GIT_AUTHOR_EMAIL: 'ana@example.com', GIT_AUTHOR_DATE: '1484167798 -0800' };
const environment = {
  ...person,
  GIT_COMMITTER_NAME: 'Bo',
  GIT_COMMITTER_EMAIL: 'bo@example.com',
  GIT_COMMITTER_DATE: '1484167799 +0100',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  PATH: process.env.PATH ?? '',
};

/** A person's checkout. */
export class Checkout {
  readonly folder = join(temporaryFolder(), 'checkout');

  /** Runs git; gives what a person would see of it, both streams. */
  async git(...words: string[]): Promise<string> {
    mkdirSync(this.folder, { recursive: true });
    const { stdout, stderr } = await promisify(execFile)('git', words, { cwd: this.folder, env: environment });
    return `${stdout}${stderr}`.trim();
  }

  /** Writes files (null removes one; a text with `#!` may be executed) and commits them; gives the commit. */
  async commit(files: Record<string, string | null>, message = 'A change'): Promise<string> {
    if (!(await this.git('rev-parse', '--git-dir').catch(() => ''))) await this.git('init', '-q', '-b', 'main');
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.folder, name);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
      if (text?.startsWith('#!')) chmodSync(file, 0o755);
    }
    await this.git('add', '--all');
    await this.git('commit', '-q', '-m', message);
    return this.head();
  }

  head(): Promise<string> {
    return this.git('rev-parse', 'HEAD');
  }
}

/** A world with the repository `birds`, its events and failures, and a checkout with it as the remote `trainyard`. */
export async function repositoryWorld(options: Partial<RuntimeOptions> = {}) {
  const failures: string[] = [];
  const runtime: Runtime = await testWorld({ onBackgroundError: (name) => void failures.push(name), ...options });
  const { world } = runtime;
  const events: ServiceEvent[] = [];
  const emit = world.emit.bind(world);
  Object.assign(world, {
    emit: (event: ServiceEvent) => {
      events.push(event);
      emit(event);
    },
  });
  const client = new CodeCommitClient(clientOptions(runtime));
  const { repositoryMetadata } = await client.send(
    new CreateRepositoryCommand({ repositoryName: 'birds', repositoryDescription: 'a model' }),
  );
  const remote = join(world.dataDir, 'codecommit', 'birds.git');
  const checkout = new Checkout();
  await checkout.commit({ 'README.md': 'birds\n' }, 'First');
  await checkout.git('remote', 'add', 'trainyard', remote);
  const triggers = (...list: Partial<RepositoryTrigger>[]) =>
    client.send(
      new PutRepositoryTriggersCommand({
        repositoryName: 'birds',
        triggers: list.map((trigger) => ({ name: 'launch', destinationArn: undefined, events: ['all'], branches: [], ...trigger })),
      }),
    );
  return { runtime, world, client, events, failures, remote, checkout, triggers, metadata: repositoryMetadata };
}
