import { afterEach, describe, expect, it, vi } from 'vitest';
import { entry } from '../../../../lambdas/shared/entry.ts';
import { readEnv } from '../../../../lambdas/shared/env.ts';
import { logger } from '../../../../lambdas/shared/log.ts';
import { awsError } from '../fake-aws.ts';
import { makeRun, passed, trained } from '../fixtures.ts';

afterEach(() => vi.restoreAllMocks());
const quiet = () => vi.spyOn(process.stdout, 'write').mockReturnValue(true);
const input = { run: makeRun(), training: trained() };

describe('a function of the state machine', () => {
  it('gives its answer when input and answer are what the contract says', async () => {
    const log = quiet();
    expect(await entry('evaluate', async () => passed)(input)).toEqual(passed);
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
      level: 'INFO',
      message: 'done',
      function: 'evaluate',
      run: input.run.id,
    });
  });

  it('refuses an input that is not', async () => {
    await expect(entry('evaluate', async () => passed)({ run: input.run })).rejects.toThrow(
      'the input of evaluate is not what lambdas/contract says: training: missing',
    );
  });

  it('refuses to give an answer that is not', async () => {
    quiet();
    await expect(entry('evaluate', async () => ({ ...passed, verdict: 'maybe' }) as never)(input)).rejects.toThrow(
      'the answer of evaluate',
    );
  });

  it('gives throttles the name that the state machine retries, and leaves other errors alone', async () => {
    quiet();
    const failing = (error: Error) => entry('evaluate', async () => Promise.reject(error))(input);
    await expect(failing(awsError('ThrottlingException', 'Rate exceeded'))).rejects.toMatchObject({ name: 'Throttled' });
    await expect(failing(awsError('AccessDeniedException', 'no'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('readEnv', () => {
  it('names everything that is missing in one message', () => {
    vi.stubEnv('DATA_BUCKET', 'data');
    expect(() => readEnv('ARTIFACTS_BUCKET', 'DATA_BUCKET', 'INSTALLATION')).toThrow(
      'Missing environment variables: ARTIFACTS_BUCKET, INSTALLATION',
    );
    expect(readEnv('DATA_BUCKET')).toEqual({ DATA_BUCKET: 'data' });
    vi.unstubAllEnvs();
  });
});

describe('logger', () => {
  it('writes one JSON object a line, errors with name and message', () => {
    const lines: string[] = [];
    logger({ run: 'r' }, (line) => lines.push(line)).warn('failed', { error: new RangeError('off') });
    expect(lines).toEqual(['{"level":"WARN","message":"failed","run":"r","error":{"name":"RangeError","message":"off"}}\n']);
  });
});
