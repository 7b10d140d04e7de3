import { invalidInput } from './records.ts';

/** CodeBuild's lists come in pages of 100. @throws InvalidInputException for a token that is none of ours */
export function page<T>(items: readonly T[], token: string | undefined): { items: readonly T[]; next: string | undefined } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0) throw invalidInput('Invalid next token');
  return { items: items.slice(from, from + 100), next: from + 100 < items.length ? String(from + 100) : undefined };
}
