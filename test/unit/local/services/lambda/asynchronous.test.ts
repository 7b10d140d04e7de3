import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../../local/clock.ts';
import { makeFunction } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

/** A clock whose timers only the test lets run. */
function handClock() {
  const timers: { ms: number; run: () => void; cancelled: boolean }[] = [];
  const clock: Clock = {
    now: () => 1_700_000_000_000,
    after: (ms, run) => {
      const timer = { ms, run, cancelled: false };
      timers.push(timer);
      const cancel = () => {
        timer.cancelled = true;
      };
      return { cancel };
    },
  };
  const next = async (ms: number) => {
    for (;;) {
      const found = timers.find((timer) => timer.ms === ms && !timer.cancelled);
      if (found) return found;
      await new Promise(setImmediate);
    }
  };
  return { clock, next };
}

describe('an asynchronous invocation', () => {
  it('is accepted at once, tried three times one and two minutes apart, then dropped aloud', async () => {
    const { clock, next } = handClock();
    let drop = (_text: string) => {};
    const dropped = new Promise<string>((resolve) => {
      drop = resolve;
    });
    const runtime = await testWorld({ clock, onBackgroundError: (_name, error) => drop((error as Error).message) });
    await makeFunction(runtime.world, 'f', 'let n = 0; exports.handler = async () => { throw new Error("try " + ++n); };');
    const client = new LambdaClient(clientOptions(runtime));
    const { StatusCode } = await client.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Payload: '{}' }));
    expect(StatusCode).toBe(202);
    (await next(60_000)).run();
    (await next(120_000)).run();
    expect(await dropped).toMatch(/^f failed 3 times for one event, which is dropped: .*"try 3"/);
  });

  it('leaves no retry behind when the world stops', async () => {
    const { clock, next } = handClock();
    const runtime = await testWorld({ clock });
    await makeFunction(runtime.world, 'f', 'exports.handler = async () => { throw new Error("no"); };');
    await runtime.world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event' });
    const retry = await next(60_000);
    await runtime.stop();
    expect(retry.cancelled).toBe(true);
  });

  it('does not outlive the world when its function still runs', async () => {
    const runtime = await testWorld();
    await makeFunction(runtime.world, 'f', 'exports.handler = () => new Promise(() => { setInterval(() => {}, 1000); });', {
      Timeout: 900,
    });
    await runtime.world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event' });
    await runtime.stop();
  });
});
