import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBatch, launchBatch } from '../../../../lambdas/launch/batch.ts';
import { mutated, oddJson, oddText, runs } from '../../../fuzz/odd.ts';
import { awsError } from '../fake-aws.ts';
import { launchWorld, model } from '../launching.ts';
import { event, uploaded } from './messages.ts';

const parameters = { ...model('birds', { triggers: { data: true } }), ...model('planes', { triggers: { data: true } }), ...model('quiet') };
const batch = (...bodies: unknown[]) => ({
  Records: bodies.map((body, i) => ({
    eventSource: 'aws:sqs',
    messageId: `m${i}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});
const time = (second: number) => new Date(Date.parse('2026-11-21T12:00:00Z') + second * 1000).toISOString();

describe('a batch of uploads', () => {
  it('is one write for each model, however many came', async () => {
    const world = launchWorld(parameters);
    const many = Array.from({ length: 3000 }, (_, i) => uploaded(`${i % 3 ? 'birds' : 'planes'}/training/${i}.csv`, time(i)));
    expect(await launchBatch(batch(...many), world)).toEqual({ batchItemFailures: [] });
    expect(world.stored('birds')?.uploads).toEqual({ since: time(1), last: time(2999), count: 2000 });
    expect(world.stored('planes')?.uploads).toMatchObject({ last: time(2997), count: 1000 });
    expect([world.started(), world.aws.calls('PutObject').length]).toEqual([[], 2]);
    await launchBatch(batch(...many), world);
    expect(world.aws.calls('PutObject')).toHaveLength(2);
  });

  it('logs once what a whole batch is refused for, and counts each', async () => {
    const world = launchWorld(parameters);
    const refused = Array.from({ length: 100 }, (_, i) => uploaded(`quiet/${i}`));
    await launchBatch(batch(...refused, uploaded('README.md'), 'no json', '5', uploaded('birds/x', undefined, 'elsewhere')), world);
    expect(world.lines.filter(({ message }) => message === 'launch refused')).toMatchObject([
      { reason: 'unknown-model', delivery: 'm100' },
      { reason: 'not-json', delivery: 'm101' },
      { reason: 'unknown-shape', delivery: 'm102' },
      { reason: 'data-filter', delivery: 'm103' },
      { reason: 'data-filter', delivery: 'm0', messages: 100, why: expect.stringContaining('triggers.data is false') },
    ]);
    const counted = world.lines.flatMap((line) => ('LaunchesRefused' in line ? Number(line.LaunchesRefused) : []));
    expect(counted).toEqual([1, 1, 1, 1, 100]);
  });

  it('returns what AWS did not answer for, and notes the rest', async () => {
    const world = launchWorld(parameters);
    world.aws.put('artifacts', 'state/planes.json', '{"rev": 5}');
    const answer = await launchBatch(
      batch(uploaded('planes/a', time(1)), uploaded('birds/b', time(2)), uploaded('planes/c', time(3))),
      world,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }] });
    expect(world.stored('birds')?.uploads).toMatchObject({ count: 1 });
    world.aws.on('GetObject', () => {
      throw awsError('InternalError');
    });
    expect((await launchBatch(batch(uploaded('birds/b')), world)).batchItemFailures).toHaveLength(1);
  });

  it('is told from the messages of the launch topic', () => {
    expect([isBatch(batch(uploaded('birds/x'))), isBatch(event(uploaded('birds/x'))), isBatch({})]).toEqual([true, false, false]);
  });

  it('of anything ends with an answer', async () => {
    const bodies = fc.array(fc.oneof(oddText, oddJson, mutated(uploaded('birds/x'))), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bodies, async (some) => {
        expect(await launchBatch(batch(...some), launchWorld(parameters))).toEqual({ batchItemFailures: [] });
      }),
      runs(60),
    );
  });
});
