import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One folder for all that a run of the tests leaves behind, removed with it: worlds, synthesized stacks and the CDK's own folders are
 * hundreds each time. Tests, and the programs that they start, find it by TMPDIR.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
