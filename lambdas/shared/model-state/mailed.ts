import { objects } from '../../contract/layout.ts';
import { type Artifacts, readDocument, writeDocument } from '../documents.ts';
import { executionHash } from '../hash.ts';

/** True once a mail said how an execution ended that stands in no model's state. A run's document may be there, where its state was removed. */
export async function isMailed(artifacts: Artifacts, execution: string): Promise<boolean> {
  const found = (await readDocument(artifacts, objects.run(executionHash(execution))))?.value;
  return (found as { mailed?: unknown } | undefined)?.mailed === true;
}

/** Remembers that, once it is published: it comes twice only where this is not reached. */
export const rememberMailed = (artifacts: Artifacts, execution: string): Promise<void> =>
  writeDocument(artifacts, objects.run(executionHash(execution)), { mailed: true });
