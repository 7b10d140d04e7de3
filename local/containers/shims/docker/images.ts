import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ImageStore } from '../../process/image-store.ts';
import { containerRuntime } from '../../runtime.ts';
import { ShimFault } from '../fault.ts';
import { type FlagTable, type Parsed, parseFlags } from '../flags.ts';
import { removeLogin, type ShimHost, writeLogin } from './host.ts';
import { readLogin } from './login.ts';
import { print, type Verb } from './verb.ts';

const buildFlags: FlagTable = {
  '-f --file': 'value',
  '-t --tag': 'value',
  '--build-arg': 'value',
  '--secret': 'value',
  '--label': 'value',
  '--target': 'value',
  '--platform': 'value',
  '--no-cache': 'switch',
  '--pull': 'switch',
  '-q --quiet': 'switch',
  '--iidfile': 'value',
  '--push': 'switch',
  // About caches, formats and looks of a real builder: without meaning here, and known to be.
  '--cache-from': 'value',
  '--cache-to': 'value',
  '--provenance': 'value',
  '--sbom': 'value',
  '-o --output': 'value',
  '--load': 'switch',
  '--progress': 'value',
  '--rm': 'switch',
  '--force-rm': 'switch',
};

/** docker's verbs about images and registries. */
export const imageVerbs: Readonly<Record<string, Verb>> = {
  build: (args, host) => build(parseFlags('docker build', args, buildFlags), host),
  buildx: ([verb, ...args], host) => {
    if (verb !== 'build') throw new ShimFault(`docker buildx ${verb}: Trainyard's local stand-in knows "docker buildx build" only`, 125);
    return build(parseFlags('docker buildx build', args, buildFlags), host);
  },
  login: async (args) => {
    const { registry, auth } = await readLogin(args);
    writeLogin(registry, auth);
    print('Login Succeeded');
  },
  logout: async (args) => {
    const [registry = ''] = parseFlags('docker logout', args, {}).words;
    removeLogin(registry);
    print(`Removing login credentials for ${registry}`);
  },
  tag: async (args, host) => {
    const [image, name] = parseFlags('docker tag', args, {}).words;
    if (!image || !name) throw new ShimFault('docker tag: expected SOURCE_IMAGE TARGET_IMAGE');
    await containerRuntime(host).tag(image, name);
  },
  push: async (args, host) => {
    const parsed = parseFlags('docker push', args, { '-q --quiet': 'switch' });
    await containerRuntime(host).push(one('docker push', parsed), parsed.has('quiet') ? undefined : print);
  },
  pull: async (args, host) => {
    const parsed = parseFlags('docker pull', args, { '-q --quiet': 'switch', '--platform': 'value' });
    const name = one('docker pull', parsed);
    await containerRuntime(host).pull(name, parsed.has('quiet') ? undefined : print);
    print(name);
  },
  images: async (args, host) => {
    const parsed = parseFlags('docker images', args, { '-q --quiet': 'switch', '--no-trunc': 'switch' });
    const rows = new ImageStore(host.dataDir, host.random)
      .names()
      .filter(({ name }) => !parsed.words[0] || name.startsWith(parsed.words[0]));
    if (parsed.has('quiet')) for (const { id } of rows) print(id.slice(0, 12));
    else for (const { name, id } of rows) print(`${name}\t${id.slice(0, 12)}`);
  },
};

/** What `docker inspect` shows of an image, or undefined: there is none of that name. */
export function inspectImage(name: string, host: ShimHost): object | undefined {
  const store = new ImageStore(host.dataDir, host.random);
  const image = store.find(name);
  if (!image) return undefined;
  const names = store.names().filter(({ id }) => id === image.id);
  return {
    Id: `sha256:${image.id}`,
    RepoTags: names.map((row) => row.name).filter((row) => !row.includes('@')),
    RepoDigests: names.map((row) => row.name).filter((row) => row.includes('@')),
    Architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    Os: 'linux',
    Config: image.config,
  };
}

async function build(parsed: Parsed, host: ShimHost): Promise<void> {
  const context = resolve(one('docker build', parsed));
  if (!existsSync(context)) throw new ShimFault(`docker build: the context "${context}" is not there: expected a folder`);
  const file = parsed.value('file');
  const runtime = containerRuntime(host);
  const quiet = parsed.has('quiet');
  const tags = parsed.flags.tag ?? [];
  const { imageId } = await runtime.build({
    context,
    dockerfile: file === undefined ? join(context, 'Dockerfile') : resolve(file),
    tags,
    arguments: pairs('--build-arg', parsed.flags['build-arg']),
    secrets: secrets(parsed.flags.secret),
    labels: pairs('--label', parsed.flags.label),
    target: parsed.value('target'),
    noCache: parsed.has('no-cache'),
    onLine: quiet ? () => {} : print,
  });
  if (quiet) print(`sha256:${imageId}`);
  if (parsed.has('push')) for (const tag of tags) await runtime.push(tag, print);
}

/** `id=NAME,env=VARIABLE` each; files are not read. */
function secrets(values: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => {
      const [, id, name] = /^(?:type=env,)?id=([^,]+),env=([^,]+)$/.exec(value) ?? [];
      if (!id || !name)
        throw new ShimFault(`docker build: --secret ${value}: Trainyard's local stand-in reads id=NAME,env=VARIABLE only`, 125);
      return [id, process.env[name] ?? ''];
    }),
  );
}

/** `A=b` pairs; a name alone takes the value of the environment, as docker does. */
export function pairs(flag: string, values: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    values.flatMap((value) => {
      const at = value.indexOf('=');
      if (at > 0) return [[value.slice(0, at), value.slice(at + 1)]];
      if (at === 0) throw new ShimFault(`docker: ${flag} ${value}: expected NAME=value`);
      // Docker's own rule for a name without a value.
      const inherited = process.env[value];
      return inherited === undefined ? [] : [[value, inherited]];
    }),
  );
}

function one(command: string, { words }: Parsed): string {
  if (words.length !== 1)
    throw new ShimFault(`${command}: expected one name, came ${words.length}${words.length > 0 ? `: ${words.join(' ')}` : ''}`);
  return words[0] as string;
}
