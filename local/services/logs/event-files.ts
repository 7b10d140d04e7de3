import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore } from '../../store.ts';
import type { World } from '../../world.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

/** The lines of every stream: a JSON Lines file each, read once and then kept, so that following a log reads no file. */
export class EventFiles {
  readonly #loaded = new Map<string, LogEvent[]>();
  /** Null: a world in memory writes no file. */
  readonly #dir: string | null;

  constructor(dir: string | null) {
    this.#dir = dir;
  }

  /** In the order they came. Not to be changed by the caller. */
  read(group: string, stream: string): readonly LogEvent[] {
    const path = relativePath(group, stream);
    const loaded = this.#loaded.get(path);
    if (loaded) return loaded;
    const events = this.#dir === null ? [] : readEvents(join(this.#dir, path));
    this.#loaded.set(path, events);
    return events;
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    if (events.length === 0) return;
    (this.read(group, stream) as LogEvent[]).push(...events);
    if (this.#dir === null) return;
    mkdirSync(join(this.#dir, encodeURIComponent(group)), { recursive: true });
    appendFileSync(join(this.#dir, relativePath(group, stream)), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  remove(group: string, stream: string): void {
    const path = relativePath(group, stream);
    this.#loaded.delete(path);
    if (this.#dir !== null) rmSync(join(this.#dir, path), { force: true });
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

const relativePath = (group: string, stream: string) => join(encodeURIComponent(group), `${encodeURIComponent(stream)}.jsonl`);

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
