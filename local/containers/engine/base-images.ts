import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ecrName } from '../registry-client.ts';

/**
 * The images of ECR that a `docker build` begins with, from its Dockerfile and build arguments. A Dockerfile stays as it is, so they have to
 * be here under the names that it says.
 * @param args the words of `docker build`; the context is the last one, as people write it
 */
export function ecrBases(args: readonly string[]): string[] {
  const at = args.findIndex((word) => /^(-f|--file)$/.test(word));
  const inline = args.find((word) => word.startsWith('--file='))?.slice('--file='.length);
  const file = inline ?? (at >= 0 ? args[at + 1] : join(args.at(-1) ?? '.', 'Dockerfile')) ?? '';
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const named = [...text.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].map(([, name = '']) => name);
  const given = args.filter((_, index) => args[index - 1] === '--build-arg').map((word) => word.slice(word.indexOf('=') + 1));
  return [...new Set([...named, ...given].filter(isImage))];
}

/** A build argument may be anything that only begins as such a name. */
const isImage = (name: string): boolean => /^[\w./:@-]+$/.test(name) && ecrName(name) !== undefined;
