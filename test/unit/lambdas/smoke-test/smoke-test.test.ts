import { describe, expect, it } from 'vitest';
import { smokeTest } from '../../../../lambdas/smoke-test/smoke-test.ts';
import { awsError } from '../fake-aws.ts';
import { makeRun, makeWorld, release } from '../fixtures.ts';

const input = { run: makeRun(), release: release() };

function world() {
  const made = makeWorld();
  made.aws.put('artifacts', 'samples/x/one.json', '{"speed":1}');
  made.aws.put('artifacts', 'samples/x/two.csv', '1,2');
  made.aws.on('InvokeEndpoint', () => {
    made.clock.ms += 12;
    return { Body: new TextEncoder().encode('{"damage":0.1}\n') };
  });
  return made;
}

describe('smoke-test', () => {
  it('sends each sample with its content type and gives the first answer', async () => {
    const made = world();
    expect(await smokeTest(input, made)).toEqual({ samples: 2, latencyMs: 12, prediction: '{"damage":0.1}' });
    expect(made.aws.calls('InvokeEndpoint')).toMatchObject([
      { EndpointName: 'bird-strikes', ContentType: 'application/json', Accept: '*/*' },
      { EndpointName: 'bird-strikes', ContentType: 'text/csv', Accept: '*/*' },
    ]);
  });

  it('sends the samples that verification sent, in its order and as it did', async () => {
    const made = world();
    for (const name of ['.DS_Store', 'deep/cat.jpg', 'empty.csv'])
      made.aws.put('artifacts', `samples/x/${name}`, name === 'empty.csv' ? '' : 'x');
    made.aws.put('artifacts', 'samples/x/.sample-types.json', '[{"file":"*.jpg","contentType":"application/x-image","accept":"text/csv"}]');
    expect(await smokeTest(input, made)).toMatchObject({ samples: 3 });
    expect(made.aws.calls('InvokeEndpoint')).toMatchObject([
      { ContentType: 'application/x-image', Accept: 'text/csv' },
      { ContentType: 'application/json', Accept: '*/*' },
      { ContentType: 'text/csv', Accept: '*/*' },
    ]);
  });

  it.each([
    [Uint8Array.of(0x89, 0x50, 0, 27), '4 bytes: \\x89P\\x00\\x1b'],
    [new Uint8Array(), '(empty)'],
    [new TextEncoder().encode('a\n\x1b[2J'), 'a \\x1b[2J'],
  ])('takes any answer of a 200, and gives %s as text that a mail can hold', async (Body, prediction) => {
    const made = world();
    made.aws.on('InvokeEndpoint', { Body });
    expect(await smokeTest(input, made)).toMatchObject({ samples: 2, prediction });
  });

  it('passes where a source has no samples', async () => {
    expect(await smokeTest({ ...input, release: release({ samples: null }) }, world())).toEqual({
      samples: 0,
      latencyMs: 0,
      prediction: '',
    });
  });

  it.each([
    [
      awsError('ModelError', 'Received server error', { OriginalStatusCode: 500, OriginalMessage: 'no such column' }),
      'SmokeTestFailed',
      'answers the sample one.json (sent as application/json, accept */*) with 500: no such column',
    ],
    [awsError('ModelNotReadyException', 'not ready'), 'NotReady', 'not ready'],
    [awsError('ValidationError', 'Endpoint bird-strikes not found'), 'ValidationError', 'not found'],
  ])('%s becomes %s', async (error, name, words) => {
    const made = world();
    made.aws.on('InvokeEndpoint', () => {
      throw error;
    });
    await expect(smokeTest(input, made)).rejects.toMatchObject({ name, message: expect.stringContaining(words) });
  });
});
