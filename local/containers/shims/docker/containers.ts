import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { delay } from '../../../clock.ts';
import { hasGpu, noGpuNote } from '../../gpu.ts';
import { signalGroup } from '../../signals.ts';
import { ShimFault } from '../fault.ts';
import { parseFlags } from '../flags.ts';
import { type ContainerRequest, ContainerStore } from './container-store.ts';
import type { ShimHost } from './host.ts';
import { pairs } from './images.ts';
import { startContainer } from './supervise.ts';
import { print, type Verb } from './verb.ts';

/** docker's verbs about containers. */
export const containerVerbs: Readonly<Record<string, Verb>> = {
  run: (args, host) => run(args, host),
  ps: async (args, host) => {
    const parsed = parseFlags('docker ps', args, { '-a --all': 'switch', '-q --quiet': 'switch', '--no-trunc': 'switch' });
    const store = new ContainerStore(host.containers);
    for (const { id, name, image } of store.all()) {
      const { status } = store.state(id);
      if (!parsed.has('all') && status !== 'running') continue;
      print(parsed.has('quiet') ? id.slice(0, 12) : `${id.slice(0, 12)}\t${image}\t${status}\t${name}`);
    }
  },
  port: async (args, host) => {
    const [name = '', wanted] = parseFlags('docker port', args, {}).words;
    const store = new ContainerStore(host.containers);
    const { id, ports } = store.find(name);
    const { port, host: address = '127.0.0.1', status } = store.state(id);
    for (const inside of ports.map((value) => value.split(':').at(-1)?.replace('/tcp', ''))) {
      if (port === undefined || status !== 'running' || (wanted && wanted.replace('/tcp', '') !== inside)) continue;
      print(wanted ? `${address}:${port}` : `${inside}/tcp -> ${address}:${port}`);
      return;
    }
    throw new ShimFault(`Error: No public port '${wanted ?? ''}' published for ${name}`);
  },
  logs: async (args, host) => {
    const parsed = parseFlags('docker logs', args, { '-n --tail': 'value' });
    const store = new ContainerStore(host.containers);
    const lines = store.log(store.find(parsed.words[0] ?? '').id);
    const tail = Number(parsed.value('tail') ?? lines.length);
    for (const { stream, line } of tail > 0 ? lines.slice(-tail) : []) process[stream].write(`${line}\n`);
  },
  stop: async (args, host) => {
    const parsed = parseFlags('docker stop', args, { '-t --time': 'value', '--timeout': 'value' });
    await Promise.all(parsed.words.map((name) => stop(name, Number(parsed.value('timeout') ?? parsed.value('time') ?? 10), host)));
  },
  kill: async (args, host) => {
    const parsed = parseFlags('docker kill', args, {});
    await Promise.all(parsed.words.map((name) => stop(name, 0, host)));
  },
  rm: async (args, host) => {
    const parsed = parseFlags('docker rm', args, { '-f --force': 'switch', '-v --volumes': 'switch' });
    const store = new ContainerStore(host.containers);
    for (const name of parsed.words) {
      const { id } = store.find(name);
      if (store.state(id).status === 'running') {
        if (!parsed.has('force'))
          throw new ShimFault(
            `Error response from daemon: cannot remove container "/${name}": container is running: stop the container before removing or force remove`,
          );
        await stop(id, 0, host, () => {});
      }
      store.remove(id);
      print(name);
    }
  },
};

/** What `docker inspect` shows of a container, or undefined: there is none of that name. */
export function inspectContainer(name: string, host: ShimHost): object | undefined {
  const store = new ContainerStore(host.containers);
  const found = store.all().find((container) => container.name === name || container.id.startsWith(name));
  if (!found) return undefined;
  const { status, pid, exitCode, error } = store.state(found.id);
  return {
    Id: found.id,
    Name: `/${found.name}`,
    Image: found.image,
    State: { Status: status, Running: status === 'running', Pid: pid ?? 0, ExitCode: exitCode ?? 0, Error: error ?? '', OOMKilled: false },
    Config: { Image: found.image, Cmd: found.command, Env: Object.entries(found.env).map(([key, value]) => `${key}=${value}`) },
  };
}

const runFlags = {
  '-d --detach': 'switch',
  '--rm': 'switch',
  '--name': 'value',
  '-p --publish': 'value',
  '-v --volume': 'value',
  '-e --env': 'value',
  '--env-file': 'value',
  '--gpus': 'value',
  '--entrypoint': 'value',
  '--platform': 'value',
  '--pull': 'value',
  '-i --interactive': 'switch',
  '--init': 'switch',
} as const;

async function run(args: string[], host: ShimHost): Promise<number> {
  const parsed = parseFlags('docker run', args, runFlags, 1);
  const [image, ...command] = parsed.words;
  if (!image) throw new ShimFault('docker: "docker run" requires at least 1 argument: the image', 125);
  if (parsed.has('gpus') && !hasGpu()) process.stderr.write(`${noGpuNote}\n`);
  const id = Array.from({ length: 8 }, () =>
    Math.floor(host.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const store = new ContainerStore(host.containers);
  const entrypoint = parsed.value('entrypoint');
  const files = (parsed.flags['env-file'] ?? []).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  const request: ContainerRequest = {
    id,
    name: parsed.value('name') ?? `container-${id.slice(0, 8)}`,
    image,
    command,
    ...(entrypoint === undefined ? {} : { entrypoint: entrypoint === '' ? [] : [entrypoint] }),
    env: { ...pairs('--env-file', files), ...pairs('--env', parsed.flags.env) },
    ports: parsed.flags.publish ?? [],
    baseDir: join(store.folder(id), 'opt-ml'),
    remove: parsed.has('rm'),
  };
  store.create(request);
  mount(request.baseDir, parsed.flags.volume ?? []);
  return parsed.has('detach') ? detach(request, store, host) : foreground(request, store, host);
}

async function foreground(request: ContainerRequest, store: ContainerStore, host: ShimHost): Promise<number> {
  const container = await startContainer(request, store, host, (line, stream) => process[stream].write(`${line}\n`));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void container.stop(10));
  const { code, signal } = await container.exited;
  if (request.remove) store.remove(request.id);
  return code ?? (signal === 'SIGKILL' ? 137 : 143);
}

/** Leaves a copy of this program behind that starts the container, writes its log and notes its end. */
async function detach(request: ContainerRequest, store: ContainerStore, host: ShimHost): Promise<number> {
  const supervisor = spawn(process.execPath, [process.argv[1] as string, '__supervise', request.id], { detached: true, stdio: 'ignore' });
  supervisor.unref();
  while (store.state(request.id).status === 'created') {
    if (supervisor.exitCode !== null) throw new ShimFault('docker: the program that watches the container ended before it started', 125);
    await delay(host.clock, 10);
  }
  const { error } = store.state(request.id);
  if (error !== undefined) {
    store.remove(request.id);
    throw new ShimFault(`docker: Error response from daemon: ${error}`, 127);
  }
  print(request.id);
  return 0;
}

/** `-v HOST:/opt/ml…`: the one place that can be moved. A folder below it becomes a link. */
function mount(baseDir: string, volumes: readonly string[]): void {
  for (const volume of volumes) {
    const [from = '', to = ''] = volume.split(':');
    const target = posix.normalize(to);
    if (!target.startsWith('/opt/ml/') && target !== '/opt/ml') {
      throw new ShimFault(`docker run -v ${volume}: process mode has no mounts; it can only move /opt/ml and folders below it.`, 125);
    }
    const link = join(baseDir, target.slice('/opt/ml'.length));
    mkdirSync(resolve(from), { recursive: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve(from), link);
  }
}

async function stop(name: string, graceSeconds: number, host: ShimHost, say: (line: string) => void = print): Promise<void> {
  const { clock } = host;
  const store = new ContainerStore(host.containers);
  const { id, remove } = store.find(name);
  const running = () => store.all().some((container) => container.id === id) && store.state(id).status === 'running';
  const { pid } = store.state(id);
  if (pid !== undefined && running()) {
    signalGroup(pid, graceSeconds > 0 ? 'SIGTERM' : 'SIGKILL');
    const deadline = clock.now() + graceSeconds * 1000;
    let killed = graceSeconds <= 0;
    while (running()) {
      if (!killed && clock.now() >= deadline) {
        signalGroup(pid, 'SIGKILL');
        killed = true;
      }
      // The one who watches it notes the end; should it be gone, nobody will.
      if (killed && clock.now() >= deadline + 5000) break;
      await delay(clock, 20);
    }
  }
  if (remove) store.remove(id);
  say(name);
}
