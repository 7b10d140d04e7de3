import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePath } from '../../bundle-path.ts';
import { type ProcessGroup, startGroup } from '../../containers/child.ts';
import { removeContainers } from '../../containers/engine/leftovers.ts';
import { endOwned, ProcessRecords } from '../../containers/leftovers.ts';
import { withoutReturn } from '../../containers/lines.ts';
import { hostPath } from '../../containers/process/environment.ts';
import type { Exit } from '../../containers/runtime.ts';
import type { World } from '../../world.ts';

/**
 * Where a build's commands run: a folder with the source, a home and programs of its own. As on AWS, each command is a script that
 * reads the variables and the folder the last one left, and leaves its own (`env.sh`, `dir.txt`): so `exit` ends one command, and a
 * variable set in one phase is there in the next.
 */
export class BuildShell {
  readonly folder: string;
  readonly source: string;
  readonly #world: World;
  readonly #owner: string;
  #shell = 'bash';
  #current: ProcessGroup | undefined;
  #ended = false;

  constructor(world: World, buildId: string) {
    this.#world = world;
    this.#owner = `build:${buildId}`;
    this.folder = join(world.dataDir, 'run', 'builds', buildId.replace(/[^\w.-]/g, '_'));
    this.source = join(this.folder, 'src');
  }

  /** Makes the folders, the stand-ins and the first environment. */
  open(environment: Readonly<Record<string, string>>): void {
    for (const name of ['src', 'bin', 'home', 'tmp', 'state']) mkdirSync(join(this.folder, name), { recursive: true });
    for (const name of ['docker', 'aws'] as const) this.#standIn(name);
    const own = { HOME: join(this.folder, 'home'), TMPDIR: join(this.folder, 'tmp'), PATH: `${join(this.folder, 'bin')}:${hostPath()}` };
    const lines = Object.entries({ ...environment, ...own }).map(([name, value]) => `export ${name}=${quoted(value)}`);
    writeFileSync(join(this.folder, 'state', 'env.sh'), `${lines.join('\n')}\n`, { mode: 0o600 });
    writeFileSync(join(this.folder, 'state', 'dir.txt'), this.source);
  }

  /** The shell that the buildspec asks for. */
  use(shell: 'bash' | 'sh'): void {
    this.#shell = shell;
  }

  set(name: string, value: string): void {
    const file = join(this.folder, 'state', 'env.sh');
    writeFileSync(file, `${readFileSync(file, 'utf8')}export ${name}=${quoted(value)}\n`, { mode: 0o600 });
  }

  async run(command: string, onLine: (line: string) => void): Promise<Exit> {
    if (this.#ended) return { code: null, signal: 'SIGTERM' };
    const state = join(this.folder, 'state');
    const script = join(state, 'script.sh');
    writeFileSync(
      script,
      `. ${quoted(join(state, 'env.sh'))}\ncd "$(cat ${quoted(join(state, 'dir.txt'))})"\nset -a\n${command}\n` +
        `CODEBUILD_LAST_EXIT=$?\nexport -p > ${quoted(join(state, 'env.sh'))}\npwd > ${quoted(join(state, 'dir.txt'))}\nexit $CODEBUILD_LAST_EXIT\n`,
    );
    return this.#start([this.#shell, script], { PATH: hostPath() }, onLine);
  }

  /** Runs a program of CodeBuild's own, such as git, outside of the build's environment. @throws ContainerError when it is not there */
  async exec(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Exit & { output: string }> {
    const lines: string[] = [];
    const exit = await this.#start(words, env, (line) => lines.push(line));
    return { ...exit, output: lines.join('\n') };
  }

  async #start(words: readonly string[], env: Readonly<Record<string, string>>, onLine: (line: string) => void): Promise<Exit> {
    if (this.#ended) return { code: null, signal: 'SIGTERM' };
    this.#current = await startGroup(
      { words, cwd: this.source, env, owner: this.#owner, onLine: withoutReturn(onLine) },
      new ProcessRecords(this.#world.dataDir),
      this.#world.clock,
    );
    const exit = await this.#current.exited;
    this.#current = undefined;
    return exit;
  }

  /** Values of variables as the last command left them; those that are not set are left out. */
  variables(names: readonly string[]): { name: string; value: string }[] {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own.
    const print = 'for name in "$@"; do eval "printf \'%s\\n%s\\0\' \\"\\${$name+set}\\" \\"\\${$name-}\\""; done';
    const script = `. ${quoted(join(this.folder, 'state', 'env.sh'))}\n${print}`;
    const plain = names.filter((name) => /^[A-Za-z_]\w*$/.test(name));
    const { stdout } = spawnSync(this.#shell, ['-c', script, 'sh', ...plain], {
      encoding: 'utf8',
      env: { PATH: hostPath() },
      // A pipe of Node's is a socket, and bash takes a socket for rshd's: it would run the user's own ~/.bashrc first.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const values = (stdout ?? '').split('\0');
    return plain.flatMap((name, index) => {
      const value = values[index] ?? '';
      return value.startsWith('set\n') ? [{ name, value: value.slice(4) }] : [];
    });
  }

  /** Ends the running command, for a stop or a time-out; later ones do not start. */
  end(graceSeconds: number): void {
    this.#ended = true;
    void this.#current?.stop(graceSeconds);
  }

  /** Ends what `docker run -d` left, and takes the folders away. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#current?.stop(0);
    await endOwned(new ProcessRecords(this.#world.dataDir), (owner) => owner === this.#owner, 2, this.#world.clock);
    removeContainers(this.#world, this.#owner);
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(join(this.#world.dataDir, 'run', 'docker', this.#owner.replace(/[^\w.-]/g, '_')), { recursive: true, force: true });
  }

  #standIn(name: 'docker' | 'aws'): void {
    const { dataDir, endpointUrl, engine, account, region } = this.#world;
    const isReal = name === 'docker' && engine;
    const settings = {
      ...{ TRAINYARD_DATA_DIR: dataDir, TRAINYARD_ENDPOINT: endpointUrl, TRAINYARD_OWNER: this.#owner },
      ...(isReal ? { TRAINYARD_ENGINE: JSON.stringify(engine), TRAINYARD_REGISTRY: `${account}.dkr.ecr.${region}.amazonaws.com` } : {}),
    };
    const words = Object.entries(settings).map(([key, value]) => `${key}=${quoted(value)}`);
    const text = `#!/bin/sh\n${words.join(' ')} exec ${quoted(process.execPath)} ${quoted(bundlePath(`bin/${isReal ? 'engine' : name}.mjs`))} "$@"\n`;
    writeFileSync(join(this.folder, 'bin', name), text, { mode: 0o755 });
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
