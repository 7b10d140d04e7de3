/**
 * What is wrong with a request's target; undefined for one that can be read: a path with a query, in ASCII, whose `%` begin two hexadecimal
 * digits and whose bytes are UTF-8.
 */
export function targetFault(url: string): string | undefined {
  if (!url.startsWith('/')) return 'a path that begins with /';
  if (/[^!-~]|#/.test(url)) return 'an encoded path and query: ASCII characters, without #';
  if (!url.includes('%')) return undefined;
  try {
    decodeURIComponent(url);
    return undefined;
  } catch {
    return 'a path and query whose % signs begin encoded UTF-8 (a % itself is %25)';
  }
}
