import { join } from 'node:path';
import { systemClock, systemRandom } from '../../../../../local/clock.ts';
import { s3 } from '../../../../../local/services/s3/index.ts';
import { FileStore } from '../../../../../local/store.ts';
import type { World } from '../../../../../local/world.ts';

/** Overwrites one object a few times, then stops in the middle of a write and waits to be killed: `killed-writer.ts DIR`. */
const dataDir = process.argv[2] as string;
const store = new FileStore(join(dataDir, 'state'));
const world = { dataDir, random: systemRandom, clock: systemClock, partition: 'aws', region: 'us-east-1', store } as unknown as World;
const call = (name: string, input: object) =>
  s3.operations.find((operation) => operation.name === name)?.run(input, { world, caller: { arn: 'root' }, requestId: 'r' });

async function* unfinished() {
  yield Buffer.from('half'.repeat(50_000));
  process.stdout.write('writing\n');
  await new Promise((resolve) => void systemClock.after(60_000, () => resolve(undefined)));
}

await call('CreateBucket', { Bucket: 'things' });
for (const digit of ['1', '2', '3']) await call('PutObject', { Bucket: 'things', Key: 'k', Body: digit.repeat(100_000) });
await call('PutObject', { Bucket: 'things', Key: 'k', Body: unfinished() });
