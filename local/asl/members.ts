/** An object without the members that are not set: AWS leaves them out. */
export function withoutUndefined<T extends object>(members: T): Partial<T> {
  const result: Partial<T> = {};
  for (const key in members) if (members[key] !== undefined) result[key] = members[key];
  return result;
}
