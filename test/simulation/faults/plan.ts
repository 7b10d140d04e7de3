import { hashed } from '../random.ts';
import { type Kind, kinds } from './kinds.ts';

/** The first kinds, which one draw chooses among. */
const drawnTogether = 37;

/**
 * Each seed has a kind of its own that strikes often: else the rare ones were only seen where much else goes wrong before them. A kind that is
 * appended takes its share of the seeds from all others, which keep theirs.
 */
function ownKind(seed: number): string | undefined {
  const names = Object.keys(kinds);
  const taken = names.findLast((name, index) => index >= drawnTogether && hashed(`own ${name}`, seed) % (index + 1) === 0);
  return taken ?? names[hashed('own', seed) % drawnTogether];
}

/** From its seed a plan draws which faults a run suffers, and how often: most runs know a few kinds, some none, some nearly all. */
export class FaultPlan {
  /** How often each kind struck. */
  readonly injected: Record<string, number> = {};
  readonly #seed: number;
  readonly #active = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #onInjected: (kind: string, what: string) => void;
  #strikes = false;

  constructor(seed: number, only: string | undefined, onInjected: (kind: string, what: string) => void) {
    this.#seed = seed;
    this.#onInjected = onInjected;
    const badness = hashed('badness', seed) / 2 ** 32;
    const own = ownKind(seed);
    for (const [kind, { rate }] of Object.entries<Kind>(kinds)) {
      const chance = hashed(`active ${kind}`, seed) / 2 ** 32;
      if (only === undefined ? chance < badness ** 3 || kind === own : kind === only)
        this.#active.set(kind, only === undefined && kind === own ? Math.min(0.8, 4 * rate) : rate);
    }
  }

  /** Whether this kind strikes now, at its own rate or a raised one. Decided by kind, thing and how often it was asked, not by who asked first. */
  fault(kind: string, what: string, raised?: number): boolean {
    if (!this.#strikes) return false;
    const usual = this.#active.get(kind);
    const rate = usual && (raised ?? usual);
    if (rate === undefined) {
      if (!(kind in kinds)) throw new Error(`Expected a kind of fault of test/simulation/faults/kinds.ts, got ${kind}`);
      return false;
    }
    if (this.draw(kind, what) >= rate) return false;
    this.#count(kind, what);
    return true;
  }

  /** A number in [0, 1) for a thing: another one each time it is asked. */
  draw(kind: string, what: string): number {
    const key = `${kind} ${what}`;
    const asked = this.#asked.get(key) ?? 0;
    this.#asked.set(key, asked + 1);
    return hashed(`${key} ${asked}`, this.#seed) / 2 ** 32;
  }

  /** The same number for a thing whenever it is asked. */
  steady(kind: string, what: string): number {
    return hashed(`${kind} ${what}`, this.#seed) / 2 ** 32;
  }

  /** Before this nothing strikes. */
  begin(): void {
    this.#strikes = true;
  }

  /** From here on nothing strikes any more: what was promised "in the end" is looked at in fair weather. */
  clear(): void {
    this.#strikes = false;
  }

  #count(kind: string, what: string): void {
    this.injected[kind] = (this.injected[kind] ?? 0) + 1;
    this.#onInjected(kind, what);
  }
}
