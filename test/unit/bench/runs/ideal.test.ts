import { describe, expect, it } from 'vitest';
import { drawnFor, roleOf } from '../../../bench/runs/draws.ts';
import { idealOf } from '../../../bench/runs/ideal.ts';

const hour = 3_600_000;

describe('the durations of the bench', () => {
  it.each([
    ['pushed-20260105-abc-training-image', 'training-image'],
    ['reference-training-image', 'training-image'],
    ['pushed-20260105-abc-inference-image', 'inference-image'],
    ['pushed-20260105-abc-verification', 'verification'],
    ['pushed-20260105-abc', 'training'],
    ['reference', 'training'],
    ['pushed pushed-20260105-abc', 'endpoint'],
    ['pushed reference', 'endpoint'],
  ])('of %s are those of the %s, whoever began it', (name, role) => {
    expect(roleOf(name)).toBe(role);
    expect(drawnFor(3, hour).time('buildItself', name)).toBe(drawnFor(3, hour).time('buildItself', role));
  });

  it('differ between seeds', () => {
    expect(drawnFor(3, hour).time('endpointChange', 'endpoint')).not.toBe(drawnFor(4, hour).time('endpointChange', 'endpoint'));
  });
});

describe('the ideal', () => {
  const all = { trainingImage: true, inferenceImage: true, training: true, deployment: true } as const;

  it('needs nothing where nothing is to be done', () => expect(idealOf({}, 1, hour)).toEqual({ seconds: 0, work: 0 }));

  it('builds the inference image beside the training, and pays for both images', () => {
    const { trainingImage, training, deployment } = all;
    const without = idealOf({ trainingImage, training, deployment }, 1, hour);
    expect(idealOf(all, 1, hour).seconds).toBe(without.seconds);
    expect(idealOf(all, 1, hour).work).toBeGreaterThan(without.work);
  });

  it('grows by a training as long as that is', () => {
    expect(idealOf(all, 1, 2 * hour).seconds - idealOf(all, 1, hour).seconds).toBe(3600);
    expect(idealOf(all, 1, 2 * hour).work - idealOf(all, 1, hour).work).toBeCloseTo(0.115, 10);
  });
});
