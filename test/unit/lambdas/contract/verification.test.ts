import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { problems } from '../../../../lambdas/contract/problems.ts';
import { settings } from '../../../../lambdas/contract/settings.ts';
import { verification, verificationWords } from '../../../../lambdas/contract/verification.ts';

const of = (more: object) => v.parse(settings, { evaluation: { metric: 'auc', threshold: 0.5 }, ...more });

describe('where a release is tried', () => {
  it.each([
    [{}, 'by a build with 3 GB on AWS (BUILD_GENERAL1_SMALL)'],
    [{ build: { computeType: 'BUILD_GENERAL1_XLARGE' } }, 'by a build with 70 GB on AWS (BUILD_GENERAL1_XLARGE)'],
    [{ verification: { gpu: true } }, 'by a build with 16 GB and one NVIDIA A10G GPU on AWS (BUILD_GENERAL1_SMALL)'],
    [{ verification: { by: 'endpoint' } }, 'by the endpoint itself, after the deployment (verification.by: endpoint)'],
  ])('%j: %s', (more, words) => {
    expect(verificationWords(of(more))).toBe(words);
  });

  it.each([
    [
      { gpu: true, computeType: 'BUILD_GENERAL1_MEDIUM' },
      'computeType: expected BUILD_GENERAL1_SMALL or BUILD_GENERAL1_LARGE with verification.gpu, since CodeBuild has GPUs in these sizes only, got',
    ],
    [{ computeType: 'BUILD_GENERAL1_HUGE' }, 'computeType: expected one of "BUILD_GENERAL1_SMALL"'],
    [{ by: 'nobody' }, 'by: expected one of "build", "endpoint", got "nobody"'],
    [{ timeoutMinutes: 1000 }, 'timeoutMinutes: expected at most 480, got 1000'],
    [{ gpus: true }, 'gpus: unknown; did you mean "gpu"?'],
  ])('%j is refused in words', (value, words) => {
    const result = v.safeParse(verification, value);
    const found = problems(verification, result.issues ?? []).map(({ field, text }) => `${field}: ${text}`);
    expect(found).toEqual([expect.stringContaining(words)]);
  });
});
