import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../../lambdas/shared/clock.ts';
import { type Artifacts, replaceDocument } from '../../../../../lambdas/shared/documents.ts';
import { withRun } from '../../../../../lambdas/shared/model-state/runs.ts';
import { changeState, readState } from '../../../../../lambdas/shared/model-state/store.ts';
import { testWorld } from '../../../local/helpers/world.ts';
import { makeRun } from '../../fixtures.ts';

/** The real SDK client on a local S3. */
async function artifacts(): Promise<Artifacts> {
  const { endpointUrl, credentials } = await testWorld();
  const s3 = new S3Client({ endpoint: endpointUrl, region: 'us-east-1', credentials });
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  return { s3, bucket: 'artifacts' };
}

describe('the model state, in S3 through the SDK', () => {
  it('keeps the change of every writer when several write at once', async () => {
    const place = await artifacts();
    const ids = ['run-1', 'run-2', 'run-3', 'run-4'];
    await Promise.all(ids.map((id) => changeState(place, systemClock, 'birds', (state) => withRun(state, { ...makeRun(), id }))));
    expect((await readState(place, 'birds')).runs.map(({ id }) => id).sort()).toEqual(ids);
  });

  it('creates an object only where there is none, replaces it only while it is the one that was read', async () => {
    const place = await artifacts();
    expect(await replaceDocument(place, 'x.json', 1, undefined)).toBe(true);
    expect(await replaceDocument(place, 'x.json', 2, undefined)).toBe(false);
    expect(await replaceDocument(place, 'x.json', 3, '"d41d8cd98f00b204e9800998ecf8427e"')).toBe(false);
  });
});
