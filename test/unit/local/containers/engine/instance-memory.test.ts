import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instanceMemory } from '../../../../../local/containers/engine/instance-memory.ts';
import { algorithmError } from '../../../../../local/services/sagemaker/training/outputs.ts';
import { temporaryFolder } from '../../helpers/world.ts';

describe('the memory of a container', () => {
  it.each([
    ['ml.t3.medium', 4],
    ['ml.m5.large', 8],
    ['ml.c5.xlarge', 8],
    ['ml.m5.4xlarge', 64],
    ['ml.r5.2xlarge', 64],
    ['ml.c6gd.medium', 2],
    ['ml.t2.2xlarge', 32],
  ])('of %s is %i GiB', (type, gib) => {
    expect(instanceMemory(type)).toBe(gib * 2 ** 30);
  });

  it.each(['ml.g5.xlarge', 'ml.p4d.24xlarge', 'ml.m5.metal', 'local'])('of %s has no limit', (type) => {
    expect(instanceMemory(type)).toBeUndefined();
  });

  it('that was not enough is told in AWS’s words, unless the algorithm has its own', async () => {
    const base = temporaryFolder();
    expect(await algorithmError(base, 137, true)).toBe(
      'ClientError: Please use an instance type with more memory, or reduce the size of job data processed on an instance, exit code: 137',
    );
    expect(await algorithmError(base, 137, false)).toBe('AlgorithmError: , exit code: 137');
    mkdirSync(join(base, 'output'));
    writeFileSync(join(base, 'output/failure'), 'out of rows');
    expect(await algorithmError(base, 137, true)).toBe('AlgorithmError: out of rows, exit code: 137');
  });
});
