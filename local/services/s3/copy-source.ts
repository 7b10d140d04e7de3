import { invalidArgument } from './errors.ts';

/** Takes `/bucket/key?versionId=…` (URL-encoded, leading slash optional) apart. Also read by the IAM table. */
export function copySource(source: string): { bucket: string; key: string; versionId?: string } {
  const [path = '', query = ''] = source.split(/\?(?=versionId=)/);
  const match = /^\/?([^/]+)\/(.+)$/s.exec(safeDecode(path));
  if (!match)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 'x-amz-copy-source', source);
  const versionId = query.slice('versionId='.length);
  return { bucket: match[1] as string, key: match[2] as string, ...(versionId ? { versionId } : {}) };
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a bare % in an unencoded key, which in-process callers may write
  }
}
