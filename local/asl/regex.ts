import jsonata from 'jsonata';

/** Runs something and ends it after a second of work, by throwing. */
export type RegexGuard = <T>(run: () => T) => T;

let guard: RegexGuard = (run) => run();

/**
 * Puts every search of a regular expression under a guard, for the whole process, as jsonata's own setting of the engine is: `(a+)+$` takes
 * years for forty letters, and nothing inside of the language can stop it. The interpreter sets no timers, so the host brings the guard.
 */
export function guardRegexes(given: RegexGuard): void {
  guard = given;
}

/** Parses an expression. @throws jsonata's error for a syntax error */
export function parseExpression(source: string): jsonata.Expression {
  // jsonata's types say an instance where it takes the class.
  return jsonata(source, { RegexEngine: GuardedRegex as unknown as RegExp });
}

/** Matches fetched under one guard, which costs 0.1 ms: one first, as many as this when more are asked for. */
const AHEAD = 1000;

interface Found {
  readonly from: number;
  readonly match: RegExpExecArray | null;
  readonly to: number;
}

/** A global RegExp, which jsonata searches from left to right. */
class GuardedRegex extends RegExp {
  #subject: string | undefined;
  #found: Found[] = [];

  override exec(subject: string): RegExpExecArray | null {
    const from = this.lastIndex;
    const known = subject === this.#subject && this.#found[0]?.from === from;
    if (!known) {
      this.#subject = subject;
      this.#found = search(subject, from === 0 ? 1 : AHEAD, from, () => super.exec(subject), this);
    }
    const { match, to } = this.#found.shift() as Found;
    this.lastIndex = to;
    return match;
  }
}

function search(subject: string, count: number, start: number, next: () => RegExpExecArray | null, regex: RegExp): Found[] {
  const found: Found[] = [];
  try {
    guard(() => {
      for (let from = start; found.length < count; from = regex.lastIndex) {
        const match = next();
        found.push({ from, match, to: regex.lastIndex });
        if (match === null || match[0] === '') break;
      }
    });
    return found;
  } catch {
    throw Object.assign(
      new Error(`The evaluation was stopped: a regular expression did not come to an end on ${subject.length} characters`),
      {
        code: 'U1001',
      },
    );
  }
}
