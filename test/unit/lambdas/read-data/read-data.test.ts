import { describe, expect, it } from 'vitest';
import { readData } from '../../../../lambdas/read-data/read-data.ts';
import { hashOf } from '../../../../lambdas/shared/hash.ts';
import { makeRun, makeWorld } from '../fixtures.ts';

const run = makeRun();

function world(keys: readonly string[]) {
  const made = makeWorld();
  for (const key of keys) made.aws.put('data', `bird-strikes/${key}`, key);
  return made;
}
const all = ['training/a.csv', 'training/b.csv', 'evaluation/c.csv'];

describe('read-data', () => {
  it('gives each channel a fingerprint of names and ETags, the same as earlier versions gave: champions stay comparable', async () => {
    const made = world(all);
    const { data } = await readData({ run }, made);
    const etag = (key: string) => made.aws.objects.get(`data/bird-strikes/${key}`)?.etag;
    expect(data.training).toBe(hashOf(['training/a.csv', 'training/b.csv'].map((key) => [`bird-strikes/${key}`, etag(key)])).slice(0, 32));
    made.aws.put('data', 'bird-strikes/training/b.csv', 'changed');
    const changed = await readData({ run }, made);
    expect(changed.data.evaluation).toBe(data.evaluation);
    expect(changed.data.training).not.toBe(data.training);
  });

  it('refuses an empty channel before any instance is paid for, a folder that a console made included', async () => {
    const made = world(['evaluation/c.csv', 'training/']);
    await expect(readData({ run }, made)).rejects.toMatchObject({
      name: 'InvalidSettings',
      message: expect.stringContaining(
        'training.channels.training: expected data under s3://data/bird-strikes/training/, found no object there',
      ),
    });
  });

  it('refuses more objects than a listing has time for, of all channels together, and says what to do', async () => {
    const made = world(all);
    await expect(readData({ run }, { ...made, most: 3 })).resolves.toBeDefined();
    await expect(readData({ run }, { ...made, most: 2 })).rejects.toMatchObject({
      name: 'InvalidSettings',
      message:
        'training.channels.evaluation: expected at most 2 objects in all channels, found more under s3://data/bird-strikes/evaluation/. ' +
        'Pack them into larger files (tar, Parquet, RecordIO), which SageMaker also loads much sooner, or choose a longer prefix',
    });
    await expect(readData({ run }, { ...made, most: 1 })).rejects.toThrow('training.channels.training: expected at most 1');
  });

  it('takes a whole bucket as a channel', async () => {
    const asked = makeRun({ settings: { training: { ...run.settings.training, channels: { training: 's3://data' } } } });
    expect(Object.keys((await readData({ run: asked }, world(all))).data)).toEqual(['training']);
  });
});
