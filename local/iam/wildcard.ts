const compiled = new Map<string, RegExp>();

/** IAM's `*` (any characters) and `?` (one character). */
export function wildcard(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const expression = compiled.get(pattern) ?? compile(pattern);
  compiled.set(pattern, expression);
  return expression.test(text);
}

/** ARN operators compare part by part: a `*` does not reach over one of the first five colons. */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = parts(pattern);
  const actual = parts(arn);
  return wanted.length === actual.length && wanted.every((part, i) => wildcard(part, actual[i] ?? ''));
}

function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

function parts(arn: string): string[] {
  const pieces = arn.split(':');
  return pieces.length <= 6 ? pieces : [...pieces.slice(0, 5), pieces.slice(5).join(':')];
}
