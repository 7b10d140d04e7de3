import type { Member, Members } from '../../services/input.ts';

/** JSON carries times as epoch seconds: turns them into Date where the input table says `time`, in place. Nulls are members not given. */
export function decodeTimes(table: Members, input: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === null) delete input[name];
    else if (table[name]) input[name] = decode(table[name], value);
  }
}

function decode(member: Member, value: unknown): unknown {
  if (member.kind === 'time')
    return typeof value === 'number' ? new Date(value * 1000) : typeof value === 'string' ? new Date(value) : value;
  if (value === null || typeof value !== 'object') return value;
  if (member.kind === 'structure') decodeTimes(member.members, value as Record<string, unknown>);
  if (member.kind === 'list' && Array.isArray(value)) return value.map((item) => decode(member.item, item));
  if (member.kind === 'map') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(member.item, item)]));
  return value;
}
