import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShimFault } from '../fault.ts';

/** What was asked for. */
export interface ContainerRequest {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `127.0.0.1::8080` as asked; the program gets a free port whatever it says. */
  readonly ports: readonly string[];
  readonly baseDir: string;
  readonly remove: boolean;
}

export interface ContainerState {
  readonly status: 'created' | 'running' | 'exited';
  readonly pid?: number;
  readonly port?: number;
  /** Where the port is; absent: 127.0.0.1. */
  readonly host?: string;
  readonly exitCode?: number;
  /** Why it could not be started. */
  readonly error?: string;
}

const maxLogBytes = 8 * 2 ** 20;
const oldLog = (file: string) => `${file}.old`;

/** The containers of one build: a folder each with the request, the state and the log. */
export class ContainerStore {
  readonly #folder: string;
  /** Of the log files that this process writes. */
  readonly #logBytes = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  create(request: ContainerRequest): void {
    if (this.all().some(({ name }) => name === request.name)) {
      throw new ShimFault(`docker: Error response from daemon: Conflict. The container name "/${request.name}" is already in use.`, 125);
    }
    mkdirSync(this.folder(request.id), { recursive: true });
    this.#write(request.id, 'request.json', request);
    this.setState(request.id, { status: 'created' });
  }

  all(): ContainerRequest[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).flatMap((id) => this.#read<ContainerRequest>(id, 'request.json') ?? []);
  }

  /** By name or by the first digits of the id. */
  find(name: string): ContainerRequest {
    const found = this.all().find((container) => container.name === name || container.id.startsWith(name));
    if (!found) throw new ShimFault(`Error response from daemon: No such container: ${name}`);
    return found;
  }

  state(id: string): ContainerState {
    return this.#read<ContainerState>(id, 'state.json') ?? { status: 'created' };
  }

  setState(id: string, state: ContainerState): void {
    this.#write(id, 'state.json', state);
  }

  /** Keeps the last 8 to 16 MB: a file that has grown so large becomes the old one. */
  appendLog(id: string, stream: 'stdout' | 'stderr', line: string): void {
    const file = join(this.folder(id), 'log');
    const text = `${stream === 'stdout' ? 'o' : 'e'}${line}\n`;
    appendFileSync(file, text);
    const bytes = (this.#logBytes.get(id) ?? 0) + text.length;
    const isFull = bytes > maxLogBytes;
    if (isFull) renameSync(file, oldLog(file));
    this.#logBytes.set(id, isFull ? 0 : bytes);
  }

  log(id: string): { stream: 'stdout' | 'stderr'; line: string }[] {
    const file = join(this.folder(id), 'log');
    const text = (name: string) => (existsSync(name) ? readFileSync(name, 'utf8') : '');
    const lines = `${text(oldLog(file))}${text(file)}`.split('\n').slice(0, -1);
    return lines.map((line) => ({ stream: line.startsWith('o') ? 'stdout' : 'stderr', line: line.slice(1) }));
  }

  remove(id: string): void {
    rmSync(this.folder(id), { recursive: true, force: true });
  }

  folder(id: string): string {
    return join(this.#folder, id);
  }

  #read<T>(id: string, name: string): T | undefined {
    const file = join(this.folder(id), name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
  }

  #write(id: string, name: string, value: object): void {
    const file = join(this.folder(id), name);
    writeFileSync(`${file}.tmp`, JSON.stringify(value));
    renameSync(`${file}.tmp`, file);
  }
}
