import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { call } from './call.ts';
import { imageEnvironment, pythonFolder } from './environment.ts';
import { explainer } from './explain.ts';
import { makePython } from './make-python.ts';
import { machineNetwork } from './network.ts';
import { pipConfiguration, pipSettings } from './pip.ts';
import { type Placed, place } from './place.ts';
import { makePortable } from './portable.ts';
import { findPython } from './python.ts';
import { inside } from './run-plan.ts';
import { usualFolders } from './skeleton.ts';
import type { RunCommand } from './stage.ts';
import { uvSettings } from './uv.ts';

/** Does a RUN: the planned script in the image's WORKDIR, with the image's environment. Throws ContainerError when it fails. */
export async function runInImage(command: RunCommand, dataDir: string, onLine: (line: string) => void): Promise<void> {
  const { instruction, root, workdir, shell, script } = command;
  mkdirSync(join(dataDir, 'run'), { recursive: true });
  const home = mkdtempSync(join(dataDir, 'run', 'build-home-'));
  try {
    writeFileSync(join(home, '.npmrc'), npmSettings());
    mkdirSync(join(home, '.pip'));
    writeFileSync(join(home, '.pip', 'pip.conf'), pipConfiguration());
    if (command.needsPython && !existsSync(join(root, pythonFolder, 'bin', 'python3'))) {
      await makePython(findPython(`Dockerfile line ${instruction.line}: ${instruction.source}`), root, onLine);
    }
    const cwd = inside(root, workdir);
    mkdirSync(cwd, { recursive: true });
    const env = { ...imageEnvironment(root, toolPaths(root, command.env), home), ...networkSettings(home) };
    const takeAway = usualFolders(root);
    const undo = await place(command.placed, root, home);
    // What Docker would mount into root's home: tools look for it in the one they are given here.
    await place(command.placed.flatMap(inHome), home, mkdtempSync(join(home, '.covered-')));
    const explained = explainer(root, onLine);
    const heard = (line: string) => {
      onLine(line);
      explained.hear(line);
    };
    const status = await call([...shell, script], { cwd, env }, heard).finally(undo);
    takeAway();
    if (status !== 0) explained.failed();
    if (status !== 0)
      throw new ContainerError(
        `Dockerfile line ${instruction.line}: ${instruction.source}: the command returned a non-zero code: ${status}`,
      );
    makePortable(root);
  } finally {
    // What a tool left running in the background may still write there.
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where an ENV tells a tool to put things (UV_PROJECT_ENVIRONMENT, PIP_TARGET): the image's, also before it is there. */
function toolPaths(root: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const isPlace = /(^|_)(CACHE|DIR|ENV|ENVIRONMENT|FOLDER|HOME|PATH|PREFIX|ROOT|TARGET|USERBASE)$/i;
  const moved = (value: string) => (/^\/[^:]+$/.test(value) && !existsSync(value) ? inside(root, value) : value);
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, isPlace.test(name) ? moved(value) : value]));
}

const inHome = ({ target, put }: Placed): Placed[] => (target.startsWith('/root/') ? [{ target: target.slice('/root'.length), put }] : []);

/** From the user's npm settings only what says where packages come from; never a token. */
function npmSettings(): string {
  const file = join(homedir(), '.npmrc');
  if (!existsSync(file)) return '';
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^\s*(@[\w.-]+:)?(registry|cafile|strict-ssl|proxy|https-proxy|noproxy)\s*=/.test(line) && !/\/\/[^/]*@/.test(line));
  return `${kept.join('\n')}\n`;
}

/** How this machine reaches the network, and the caches of npm and pip: packages fetched once are not fetched by every build. */
function networkSettings(home: string): Record<string, string> {
  return {
    ...machineNetwork(),
    npm_config_cache: join(homedir(), '.npm'),
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    ...pipSettings(),
    ...uvSettings(),
  };
}
