import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileName } from '../../file-name.ts';
import { MemoryStore } from '../../store.ts';
import type { World } from '../../world.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

/**
 * A stream's file of this size, in bytes as CloudWatch counts them, becomes its old one, and what the old one had is left out: a container that
 * prints without end fills neither memory nor disk, and its last lines are there.
 */
const fileBytes = 8 * 2 ** 20;

/** CloudWatch's overhead of an event (PutLogEvents, "26 bytes for each log event"). */
const sizeOf = ({ message }: LogEvent): number => message.length + 26;

interface Stream {
  /** Those of the old file, then those of the present one. */
  readonly events: LogEvent[];
  old: number;
  /** Of the present file. */
  bytes: number;
  /** How many events went before the first one that is still here. */
  dropped: number;
}

/** The lines of every stream: a JSON Lines file each, read once and then kept, so that following a log reads no file. */
export class EventFiles {
  readonly #loaded = new Map<string, Stream>();
  /** Null: a world in memory writes no file. */
  readonly #dir: string | null;

  constructor(dir: string | null) {
    this.#dir = dir;
  }

  /** In the order they came, the last 8 to 16 MB. Not to be changed by the caller. */
  read(group: string, stream: string): readonly LogEvent[] {
    return this.#stream(relativePath(group, stream)).events;
  }

  /** The number of the first event of {@link read}: more than 0 where a long stream lost its beginning. */
  first(group: string, stream: string): number {
    return this.#stream(relativePath(group, stream)).dropped;
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    if (events.length === 0) return;
    const path = relativePath(group, stream);
    const found = this.#stream(path);
    for (const event of events) {
      found.events.push(event);
      found.bytes += sizeOf(event);
    }
    if (this.#dir !== null) {
      mkdirSync(join(this.#dir, fileName(group)), { recursive: true });
      appendFileSync(join(this.#dir, path), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    }
    if (found.bytes < fileBytes) return;
    if (this.#dir !== null) renameSync(join(this.#dir, path), oldFile(join(this.#dir, path)));
    dropOld(found);
  }

  #stream(path: string): Stream {
    const loaded = this.#loaded.get(path);
    if (loaded) return loaded;
    const [before, now] = this.#dir === null ? [[], []] : [readEvents(oldFile(join(this.#dir, path))), readEvents(join(this.#dir, path))];
    const bytes = now.reduce((sum, event) => sum + sizeOf(event), 0);
    const stream = { events: [...before, ...now], old: before.length, bytes, dropped: 0 };
    this.#loaded.set(path, stream);
    return stream;
  }

  remove(group: string, stream: string): void {
    const path = relativePath(group, stream);
    this.#loaded.delete(path);
    if (this.#dir === null) return;
    for (const file of [join(this.#dir, path), oldFile(join(this.#dir, path))]) rmSync(file, { force: true });
  }
}

const files = new WeakMap<World, EventFiles>();

/** The event files of a world: below `.trainyard/logs/`, or in memory where its records are. */
export function eventFiles(world: World): EventFiles {
  const found = files.get(world);
  if (found) return found;
  const made = new EventFiles(world.store instanceof MemoryStore ? null : join(world.dataDir, 'logs'));
  files.set(world, made);
  return made;
}

const relativePath = (group: string, stream: string) => join(fileName(group), `${fileName(stream)}.jsonl`);

const oldFile = (file: string) => `${file}.old`;

/** What the old file had goes; the last of it stays as a word about those that went. */
function dropOld(stream: Stream): void {
  const { events, old } = stream;
  const last = events[old - 1];
  if (last) {
    stream.dropped += old - 1;
    const message = `[Trainyard] ${stream.dropped + 1} earlier lines were left out: the local world keeps the last ${fileBytes / 2 ** 20} MB of a log stream, and up to as much before them.`;
    events.splice(0, old, { ...last, message });
  }
  stream.old = events.length;
  stream.bytes = 0;
}

/** A last line cut short by a kill is left out. */
function readEvents(file: string): LogEvent[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogEvent);
}
