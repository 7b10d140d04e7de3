import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { lineReader, withoutReturn } from '../lines.ts';
import { hostPath, imageEnvironment, pythonFolder } from './environment.ts';
import { pipConfiguration, pipSettings } from './pip.ts';
import { type Placed, place } from './place.ts';
import { findPython, type HostPython, portableScripts } from './python.ts';
import { inside } from './run-plan.ts';
import type { RunCommand } from './stage.ts';

/** Does a RUN: the planned script in the image's WORKDIR, with the image's environment. Throws ContainerError when it fails. */
export async function runInImage(command: RunCommand, dataDir: string, onLine: (line: string) => void): Promise<void> {
  const { instruction, root, workdir, shell, script } = command;
  mkdirSync(join(dataDir, 'run'), { recursive: true });
  const home = mkdtempSync(join(dataDir, 'run', 'build-home-'));
  try {
    writeFileSync(join(home, '.npmrc'), npmSettings());
    mkdirSync(join(home, '.pip'));
    writeFileSync(join(home, '.pip', 'pip.conf'), pipConfiguration());
    if (command.needsPython && !existsSync(join(root, pythonFolder))) {
      await makePython(findPython(`Dockerfile line ${instruction.line}: ${instruction.source}`), root, onLine);
    }
    const cwd = inside(root, workdir);
    mkdirSync(cwd, { recursive: true });
    const env = { ...imageEnvironment(root, command.env, home), ...networkSettings(home) };
    const undo = await place(command.placed, root, home);
    // What Docker would mount into root's home: tools look for it in the one they are given here.
    await place(command.placed.flatMap(inHome), home, mkdtempSync(join(home, '.covered-')));
    const status = await call([...shell, script], { cwd, env }, onLine).finally(undo);
    if (status !== 0)
      throw new ContainerError(
        `Dockerfile line ${instruction.line}: ${instruction.source}: the command returned a non-zero code: ${status}`,
      );
    if (command.needsPython) portableScripts(root);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const inHome = ({ target, put }: Placed): Placed[] => (target.startsWith('/root/') ? [{ target: target.slice('/root'.length), put }] : []);

/** Makes the image's own Python: a virtual environment in its folder, so that the machine's Python and its packages stay out of it. */
export async function makePython({ program }: HostPython, root: string, onLine: (line: string) => void): Promise<void> {
  const home = mkdtempSync(join(root, '.home-'));
  const options = { cwd: root, env: { ...pipSettings(), PATH: hostPath(), HOME: home } };
  const status = await call([program, '-m', 'venv', join(root, pythonFolder)], options, onLine);
  rmSync(home, { recursive: true });
  if (status !== 0) throw new ContainerError(`${program} -m venv failed with code ${status}: see the lines before this one`);
  portableScripts(root);
}

function call(
  words: readonly string[],
  options: { cwd: string; env: Record<string, string> },
  onLine: (line: string) => void,
): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0] as string, words.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const readers = [child.stdout, child.stderr].map((stream) => lineReader(stream, withoutReturn(onLine)));
    child.once('error', (error) => reject(new ContainerError(`cannot start ${words[0]}: ${error.message}`)));
    child.once('close', (code, signal) => {
      for (const reader of readers) reader.end();
      resolve(code ?? signal ?? 1);
    });
  });
}

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
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  // biome-ignore lint/style/noProcessEnv: proxies and certificates are the machine's, not the image's.
  const given = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] as string]]));
  return {
    ...Object.fromEntries(given),
    npm_config_cache: join(homedir(), '.npm'),
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    ...pipSettings(),
  };
}
