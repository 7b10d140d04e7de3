import { afterEach, describe, expect, it, vi } from 'vitest';
import { entry } from '../../../../lambdas/shared/entry.ts';
import { readEnv } from '../../../../lambdas/shared/env.ts';
import { logger } from '../../../../lambdas/shared/log.ts';
import { awsError } from '../fake-aws.ts';
import { makeRun, passed, trained } from '../fixtures.ts';

afterEach(() => vi.restoreAllMocks());
const quiet = () => vi.spyOn(process.stdout, 'write').mockReturnValue(true);
const input = { run: makeRun(), training: trained() };
const judged = { training: trained(), evaluation: passed };

describe('a function of the state machine', () => {
  it('gives its answer when input and answer are what the contract says', async () => {
    const log = quiet();
    expect(await entry('evaluate', async () => judged)(input, { awsRequestId: 'request-1' })).toEqual(judged);
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
      level: 'INFO',
      message: 'done',
      function: 'evaluate',
      model: input.run.model,
      run: input.run.id,
      requestId: 'request-1',
    });
  });

  it('logs the execution where there is no run yet, and the run once Prepare has made it', async () => {
    const log = quiet();
    const event = { execution: { arn: 'arn:aws:states:r:0:execution:p:e1', name: 'e1', startedAt: 't' }, input: { model: 'birds' } };
    const run = makeRun();
    await entry('prepare', async (_input, { info }) => {
      info('reading');
      return { run, outcome: null };
    })(event);
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toMatchObject([
      { message: 'reading', model: 'birds', execution: 'e1' },
      { message: 'done', model: run.model, run: run.id, execution: 'e1' },
    ]);
  });

  it('logs the execution that recovery cleans up after', async () => {
    const log = quiet();
    const recovery = { model: 'birds', execution: 'arn:aws:states:r:0:execution:p:e1', token: 1 };
    await entry('stop-jobs', async () => ({ waitSeconds: null, texts: [] }))({ recovery, startedAt: '2026-11-21T12:00:00Z' });
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({ model: 'birds', execution: 'e1' });
  });

  it('refuses an input that is not', async () => {
    await expect(entry('evaluate', async () => judged)({ run: input.run })).rejects.toThrow(
      'the input of evaluate is not what lambdas/contract says: training: missing',
    );
  });

  it('refuses to give an answer that is not', async () => {
    quiet();
    await expect(
      entry('evaluate', async () => ({ ...judged, evaluation: { ...passed, verdict: 'maybe' } }) as never)(input),
    ).rejects.toThrow('the answer of evaluate');
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
