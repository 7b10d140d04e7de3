import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A data scientist's checkout of the model `pushed`, with a local world's CodeCommit as its remote. */
export interface Repository {
  readonly folder: string;
  /** Writes JSON files, commits and pushes them; returns the commit's id. */
  push(message: string, files?: Record<string, object>): string;
  /** What git said at the last push. */
  said(): string;
}

/** Makes a repository in `folder` from the fixture, whose pushes go to the bare repository of the world in `dataDir`. */
export function repository(folder: string, dataDir: string): Repository {
  cpSync(join(import.meta.dirname, '../../fixtures/models/pushed'), folder, { recursive: true });
  const git = (...words: string[]) => {
    const identity = ['-c', 'user.name=Jane Doe', '-c', 'user.email=jane@example.com', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    return execFileSync('git', [...identity, ...words], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'trainyard', join(dataDir, 'codecommit/trainyard-pushed.git'));
  let said = '';
  return {
    folder,
    said: () => said,
    push(message, files = {}) {
      for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(value));
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      // git reports to stderr; the hook's words come there as `remote: …`.
      said = git('push', '--porcelain', 'trainyard', 'main');
      return git('rev-parse', 'HEAD').trim();
    },
  };
}
