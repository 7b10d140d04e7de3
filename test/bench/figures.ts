/** The middle value: what one slow run on a busy machine does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('A median needs at least one value.');
  return middle;
}

/** One line of a table: the first cell left, the others right. */
export function row(first: string, ...cells: string[]): string {
  return `  ${first.padEnd(22)}${cells.map((cell) => cell.padStart(12)).join('')}`;
}

/** Times by name, in the order in which the names came. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(name: string, value: number): void {
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  median(name: string): number {
    return median(this.#values.get(name) ?? []);
  }
}

/** A number for the JSON line: hundredths are below what any of these clocks can tell. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
