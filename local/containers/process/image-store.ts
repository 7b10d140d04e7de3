import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../clock.ts';

/** The part of an image's configuration that Docker keeps under `config`; the names are Docker's. */
export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Healthcheck?: object;
  readonly Shell?: readonly string[];
  readonly StopSignal?: string;
}

export const emptyConfig: ImageConfig = {
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  WorkingDir: '/',
  Labels: {},
};

/** An image in process mode: a folder that is its file system, and its configuration. */
export interface StoredImage {
  /** 64 hex digits. */
  readonly id: string;
  readonly root: string;
  readonly config: ImageConfig;
}

/**
 * The images of one machine, below `.trainyard/images/process`: `layers/<id>/{root,config.json}`, never changed once there, and
 * `names/<name>` → id. Several processes (the world, the `docker` of two builds) use it at once: everything appears by rename.
 */
export class ImageStore {
  readonly #layers: string;
  readonly #names: string;
  readonly #random: Random;

  constructor(dataDir: string, random: Random) {
    this.#layers = join(dataDir, 'images', 'process', 'layers');
    this.#names = join(dataDir, 'images', 'process', 'names');
    this.#random = random;
  }

  get(id: string): StoredImage | undefined {
    const file = join(this.#layers, id, 'config.json');
    if (!existsSync(file)) return undefined;
    return { id, root: join(this.#layers, id, 'root'), config: JSON.parse(readFileSync(file, 'utf8')) as ImageConfig };
  }

  /** By name (`repo:tag`, `repo@sha256:…`, no tag means `latest`) or by the first digits of an id. */
  find(name: string): StoredImage | undefined {
    const id = this.#id(name) ?? (/^(sha256:)?[0-9a-f]{12,64}$/.test(name) ? this.#byPrefix(name.replace('sha256:', '')) : undefined);
    return id === undefined ? undefined : this.get(id);
  }

  name(name: string, id: string): void {
    mkdirSync(this.#names, { recursive: true });
    const file = join(this.#names, encodeURIComponent(fullName(name)));
    const temporary = `${file}.${this.#suffix()}`;
    writeFileSync(temporary, id);
    renameSync(temporary, file);
  }

  names(): { name: string; id: string }[] {
    if (!existsSync(this.#names)) return [];
    return readdirSync(this.#names)
      .filter((file) => !file.includes('.tmp-'))
      .sort()
      .map((file) => ({ name: decodeURIComponent(file), id: readFileSync(join(this.#names, file), 'utf8') }));
  }

  /** Makes a layer: `fill` gets an empty folder, or a copy of `base`; it appears under `id` only when `fill` succeeded. */
  async make(id: string, config: ImageConfig, base: string | undefined, fill: (root: string) => Promise<void>): Promise<StoredImage> {
    const folder = join(this.#layers, `.tmp-${this.#suffix()}`);
    const root = join(folder, 'root');
    mkdirSync(root, { recursive: true });
    try {
      if (base) await copyTree(base, root);
      await fill(root);
      writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
      const target = join(this.#layers, id);
      // Another build may have made the same layer meanwhile: equal inputs, so either copy will do.
      if (!existsSync(target)) renameOrKeep(folder, target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return this.get(id) as StoredImage;
  }

  #id(name: string): string | undefined {
    const file = join(this.#names, encodeURIComponent(fullName(name)));
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #byPrefix(prefix: string): string | undefined {
    return existsSync(this.#layers) ? readdirSync(this.#layers).find((id) => id.startsWith(prefix)) : undefined;
  }

  #suffix(): string {
    return `tmp-${process.pid}-${Math.floor(this.#random() * 2 ** 48).toString(16)}`;
  }
}

/** Copies a folder's content as it is: modes, links as links, and copy-on-write where the file system can. */
export async function copyTree(from: string, to: string): Promise<void> {
  // 2 = COPYFILE_FICLONE
  await cp(from, to, { recursive: true, verbatimSymlinks: true, mode: 2, preserveTimestamps: false });
}

const fullName = (name: string) => (name.includes('@') || /:[^/]+$/.test(name) ? name : `${name}:latest`);

function renameOrKeep(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
