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
