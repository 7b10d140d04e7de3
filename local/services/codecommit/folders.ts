import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePath } from '../../bundle-path.ts';
import type { World } from '../../world.ts';

/** The bare git repository that people add as a remote: `<dataDir>/codecommit/<name>.git`. */
export const repositoryFolder = ({ dataDir }: Pick<World, 'dataDir'>, name: string): string => join(dataDir, 'codecommit', `${name}.git`);

/** What IAM policies and triggers name. */
export const repositoryArn = ({ partition, region, account }: World, name: string): string =>
  `arn:${partition}:codecommit:${region}:${account}:${name}`;

/**
 * Makes the bare repository with its hook. Git itself is not asked: a machine without it can run models whose source is a folder. What is
 * there already stays: it may hold commits.
 */
export function makeFolder(world: World, name: string): void {
  const folder = repositoryFolder(world, name);
  for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeNew(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeNew(join(folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n');
  writeHook(world, name);
}

/** The hook names this checkout's script and this Node: written again at every start, since either may have moved. */
export function writeHook(world: World, name: string): void {
  const folder = repositoryFolder(world, name);
  if (!existsSync(folder)) return;
  mkdirSync(join(folder, 'hooks'), { recursive: true });
  const script = bundlePath('bin/post-receive.mjs');
  const text = `#!/bin/sh
# Tells the local world of a push. Written by Trainyard whenever its world starts.
node=${quoted(process.execPath)}
script=${quoted(script)}
[ -x "$node" ] || node=node
if [ ! -f "$script" ]; then
  echo "Trainyard: the push is stored, but $script is gone: start the local world once, then push again." >&2
  exit 0
fi
exec "$node" "$script" ${quoted(world.dataDir)} ${quoted(name)}
`;
  writeFileSync(join(folder, 'hooks', 'post-receive'), text, { mode: 0o755 });
}

function writeNew(file: string, text: string): void {
  if (!existsSync(file)) writeFileSync(file, text);
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
