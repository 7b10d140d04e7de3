import { readEscape } from './regex-escapes.ts';

/** What is wrong with a regular expression, in words that follow "expected". */
export class Fault extends Error {
  override readonly name = 'RegexFault';
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

interface Translation {
  /** For JavaScript, with the flag u. */
  readonly source: string;
  /** Which group the first one of the text became; undefined where it has none. */
  readonly group: number | undefined;
  readonly controls: readonly number[];
}

/** Translates a regular expression of Java into one of JavaScript. @throws Fault */
export const translate = (regex: string): Translation => new Translator(regex).translate();

class Translator {
  readonly #text: string;
  readonly #groups: number[] = [];
  readonly #controls = new Set<number>();
  #at = 0;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  translate(): Translation {
    const source = this.#alternatives({ i: false, m: false, s: false, x: false });
    if (this.#at < this.#text.length) throw new Fault(`a regular expression (there is a ")" without its "(")`);
    return { source, group: this.#groups[0], controls: [...this.#controls] };
  }

  /** To the end of the group. Flags that are set in it hold to its end. */
  #alternatives(given: Flags): string {
    let flags = given;
    let source = '';
    while (this.#at < this.#text.length && this.#peek() !== ')') {
      const set = this.#take(/^\(\?([imsxu]*)(?:-([imsxu]+))?\)/);
      if (set) flags = changed(flags, set);
      else if (this.#take(/^\|/)) source += '|';
      else if (flags.x && this.#take(/^(\s+|#.*)/)) continue;
      else source += this.#repeated(flags);
    }
    return source;
  }

  #repeated(flags: Flags): string {
    if (/^[*+?]/.test(this.#rest())) throw new Fault(`a regular expression (nothing stands before "${this.#peek()}")`);
    const before = this.#count;
    const atom = this.#atom(flags);
    if (flags.x) this.#take(/^\s+/);
    const [, times, mode] = this.#take(/^([*+?]|\{\d+(?:,\d*)?\})([+?]?)/) ?? [];
    if (times === undefined) return atom;
    if (mode !== '+') return `${atom}${times}${mode}`;
    return this.#atomic(`${atom}${times}`, before);
  }

  /** Nothing inside is tried again: a look ahead takes what matches first, and a reference to it goes on from there. */
  #atomic(inside: string, before: number): string {
    // Its own group comes before those inside of it, which move by one.
    this.#count++;
    for (const [index, group] of this.#groups.entries()) if (group > before) this.#groups[index] = group + 1;
    return `(?:(?=(${shifted(inside, before)}))${reference(before + 1)})`;
  }

  #atom(flags: Flags): string {
    const character = this.#peek();
    if (character === '(') return this.#group(flags);
    if (character === '[') return this.#class(flags);
    if (character === '\\') return this.#escape(flags);
    if (character === '{') throw new Fault('a regular expression with "\\{" for a brace, as "{" repeats what stands before it');
    this.#at += character.length;
    if (character === '.') return flags.s ? '[^]' : '[^\\n\\r\\x85\\u2028\\u2029]';
    if (character === '^') return flags.m ? '(?<![^\\n])' : '(?<![^])';
    if (character === '$') return flags.m ? '(?![^\\n])' : '(?=\\n?(?![^]))';
    return this.#literal(character.codePointAt(0) ?? 0, flags);
  }

  #group(flags: Flags): string {
    if (this.#take(/^\(\?P[<=>]/)) throw new Fault('a regular expression without Python\'s "(?P": write (…), the first group is the value');
    const before = this.#count;
    const look = this.#take(/^\(\?(?:[=!]|<[=!])/);
    const scoped = look ? undefined : this.#take(/^\(\?([imsxu]*)(?:-([imsxu]+))?:/);
    const atomic = !look && !scoped && this.#take(/^\(\?>/);
    const named = look || scoped || atomic ? undefined : this.#take(/^\(\?<([A-Za-z][A-Za-z0-9]*)>/);
    if (!look && !scoped && !atomic && !named && this.#take(/^\(\?/))
      throw new Fault(`a regular expression (unknown group "(?${this.#peek()}")`);
    const isCapturing = !look && !scoped && !atomic;
    if (isCapturing) {
      if (!named) this.#at++;
      this.#groups.push(++this.#count);
    }
    const inside = this.#alternatives(scoped ? changed(flags, scoped) : flags);
    if (!this.#take(/^\)/)) throw new Fault('a regular expression (there is a "(" without its ")")');
    if (look) return `(?:${look[0]}${inside}))`;
    if (atomic) return this.#atomic(inside, before);
    return isCapturing ? `(${named ? `?<${named[1]}>` : ''}${inside})` : `(?:${inside})`;
  }

  #escape(flags: Flags): string {
    const found = this.#readEscape();
    switch (found.kind) {
      case 'code':
        return this.#literal(found.code, flags);
      case 'set':
        return found.source;
      case 'place':
        return found.source;
      case 'quoted':
        return `(?:${[...found.text].map((character) => this.#literal(character.codePointAt(0) ?? 0, flags)).join('')})`;
      default:
        return this.#reference(found.group, flags);
    }
  }

  #reference(group: number | string, flags: Flags): string {
    if (flags.i) throw new Fault('a regular expression without references to its own groups where case does not count');
    if (typeof group === 'string') return `(?:\\k<${group}>)`;
    const number = this.#groups[group - 1];
    if (number === undefined) throw new Fault(`a regular expression (there is no group ${group} before "\\${group}")`);
    return reference(number);
  }

  #readEscape() {
    this.#at++;
    const found = readEscape(this.#rest());
    if (!found) throw new Fault(`a regular expression ("\\${this.#peek()}" means nothing)`);
    this.#at += found.length;
    return found;
  }

  #class(flags: Flags): string {
    const [open = '['] = this.#take(/^\[\^?/) ?? [];
    let source = open;
    let isFirst = true;
    for (;;) {
      if (this.#at >= this.#text.length) throw new Fault('a regular expression (there is a "[" without its "]")');
      if (!isFirst && this.#take(/^\]/)) return `${source}]`;
      if (/^(\[|&&)/.test(this.#rest())) throw new Fault(`a regular expression with "\\${this.#peek()}" inside of [...]`);
      isFirst = false;
      const from = this.#member();
      if (typeof from === 'string') source += from;
      else source += this.#range(from, flags);
    }
  }

  /** One character of a class by its code, or a set of them as JavaScript writes it. */
  #member(): number | string {
    if (this.#peek() !== '\\') {
      const character = this.#peek();
      this.#at += character.length;
      return character.codePointAt(0) ?? 0;
    }
    const found = this.#readEscape();
    if (found.kind === 'code') return found.code;
    if (found.kind === 'set' && found.inside !== undefined) return found.inside;
    throw new Fault('a regular expression with characters inside of [...]');
  }

  #range(from: number, flags: Flags): string {
    const isRange = /^-[^\]]/.test(this.#rest());
    if (isRange) this.#at++;
    const to = isRange ? this.#member() : from;
    if (typeof to === 'string' || to < from) throw new Fault('a regular expression (a range in [...] that has no order)');
    // A range over control characters excludes or allows them by the way; one that stands there alone is searched for.
    if (!isRange) this.#note(from);
    const [own, ...others] = flags.i ? caseRanges(from, to) : [[from, to] as const];
    return [own, ...others].map((range) => (range ? written(...range) : '')).join('');
  }

  #literal(code: number, { i }: Flags): string {
    this.#note(code);
    const other = i ? otherCase(code) : undefined;
    return other === undefined ? character(code) : `[${character(code)}${character(other)}]`;
  }

  #note(code: number): void {
    if (code < 32 || code === 127) this.#controls.add(code);
  }

  #rest = (): string => this.#text.slice(this.#at);

  #peek = (): string => [...this.#rest()][0] ?? '';

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#rest());
    if (found) this.#at += found[0].length;
    return found ?? undefined;
  }
}

const changed = (flags: Flags, [, on = '', off = '']: readonly (string | undefined)[]): Flags => {
  const is = (flag: keyof Flags) => (flags[flag] || on.includes(flag)) && !off.includes(flag);
  return { i: is('i'), m: is('m'), s: is('s'), x: is('x') };
};

/** In a group of its own: digits and quantifiers may follow. */
const reference = (group: number): string => `(?:\\${group})`;

/** References to groups inside of an atomic one: their numbers move with it. */
const shifted = (source: string, before: number): string =>
  source.replace(/\(\?:\\(\d+)\)/g, (text, number: string) => (Number(number) > before ? reference(Number(number) + 1) : text));

/** Java's (?i) is of ASCII's letters. */
function otherCase(code: number): number | undefined {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 97 && code <= 122 ? code - 32 : undefined;
}

function caseRanges(from: number, to: number): (readonly [number, number])[] {
  const part = (low: number, high: number, shift: number): (readonly [number, number])[] => {
    const [start, end] = [Math.max(from, low), Math.min(to, high)];
    return start <= end ? [[start + shift, end + shift]] : [];
  };
  return [[from, to], ...part(65, 90, 32), ...part(97, 122, -32)];
}

const written = (from: number, to: number): string => (from === to ? character(from) : `${character(from)}-${character(to)}`);

/** The same in and outside of a class, with the flag u. */
const character = (code: number): string =>
  /[\w ]/.test(String.fromCodePoint(code)) ? String.fromCodePoint(code) : `\\u{${code.toString(16)}}`;
