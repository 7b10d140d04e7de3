import { describe, expect, it } from 'vitest';
import { isLoopback, type Listener, loopbackFault, readListeners, shownListeners } from '../../../../lambdas/contract/listeners.ts';
import { watchPort } from '../../../../local/containers/port-watch.ts';
import { readLsof } from '../../../../local/containers/process/listening.ts';
import { handClock } from '../helpers/hand-clock.ts';

const at = (address: string, port: number): Listener => ({ address, port, inode: '' });

/** Tells for every 250 ms what is listened on; returns what was said. */
async function watched(looks: readonly (readonly Listener[] | undefined)[]) {
  const { clock, advance } = handClock('2026-12-01T00:00:00Z');
  const began = clock.now();
  const said: string[] = [];
  let look = 0;
  const end = watchPort({
    clock,
    port: 5000,
    listeners: async () => looks[Math.min(look++, looks.length - 1)],
    elsewhere: { port: 8080, why: 'not here' },
    onFault: (words) => said.push(`${clock.now() - began}: fault: ${words}`),
    onNote: (words) => said.push(`${clock.now() - began}: note: ${words}`),
  });
  for (let step = 0; step < 60; step++) {
    advance(250);
    await Promise.resolve();
    await Promise.resolve();
  }
  end();
  return { said, looks: look };
}

describe('a server that listens', () => {
  it.each([
    ['on 8080, which is right elsewhere', [[at('0.0.0.0', 8080)]], ['2250: fault: the server listens on 0.0.0.0:8080: not here']],
    [
      'on the loopback only',
      [[at('127.0.0.1', 5000), at('::1', 5000)]],
      [
        expect.stringMatching(
          /^750: fault: the server listens on 127\.0\.0\.1:5000 and \[::1\]:5000 only, .*: let it listen on 0\.0\.0\.0$/,
        ),
      ],
    ],
    ['where it must', [[at('0.0.0.0', 5000), at('127.0.0.1', 8080)]], []],
    ['on all addresses of IPv6, which takes IPv4 too', [[at('::', 5000)]], []],
    ['late', [[], [], [], [], [], [], [], [], [], [], [], [], [], [], [], [], [at('0.0.0.0', 5000)]], []],
    [
      'on 8080 first, and then where it must',
      [[at('0.0.0.0', 8080)], [at('0.0.0.0', 8080)], [at('0.0.0.0', 8080), at('0.0.0.0', 5000)]],
      [],
    ],
    [
      'on a port of its own first, and late where it must',
      [...Array(4).fill([at('0.0.0.0', 8001)]), [at('0.0.0.0', 8001), at('::', 5000)]],
      [],
    ],
    ['elsewhere', [[at('0.0.0.0', 8000)]], ['3000: note: the server listens on 0.0.0.0:8000, and not on port 5000']],
    ['where nobody can see it', [undefined], []],
  ])('%s', async (_what, looks, said) => {
    expect((await watched(looks)).said).toEqual(said);
  });

  it('is looked at no more once it is right', async () => {
    expect((await watched([[], [at('0.0.0.0', 5000)]])).looks).toBe(2);
  });
});

describe('what a machine says about listeners', () => {
  it('is read from the tables of Linux', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;
    expect(readListeners(table)).toEqual([
      { address: '127.0.0.1', port: 8080, inode: '4711' },
      { address: '0.0.0.0', port: 80, inode: '4713' },
    ]);
    const six = (address: string) => readListeners(`head\n 0: ${address}:1F90 0:0 0A 0 0 0 0 0 1`)[0]?.address;
    expect(six('00000000000000000000000001000000')).toBe('::1');
    expect(six('00000000000000000000000000000000')).toBe('::');
    expect(six('0000000000000000FFFF00000100007F')).toBe('127.0.0.1');
    expect(six('B80D0120000000000000000001000000')).toBe('2001:db8:0:0:0:0:0:1');
  });

  it('is read from lsof', () => {
    expect(readLsof('p12\nf3\nn*:8080\nf4\nn127.0.0.1:81\nf5\nn[::1]:82\n')).toEqual([
      at('0.0.0.0', 8080),
      at('127.0.0.1', 81),
      at('::1', 82),
    ]);
  });

  it('is told in words', () => {
    expect(shownListeners([at('127.0.0.1', 1), at('::', 2), at('127.0.0.1', 1)])).toBe('127.0.0.1:1 and [::]:2');
    expect(['127.0.0.1', '127.8.0.1', '::1', '::', '0.0.0.0', '10.0.0.1'].map(isLoopback)).toEqual([true, true, true, false, false, false]);
    expect(loopbackFault([at('127.0.0.1', 1), at('10.0.0.1', 1)], 1)).toBeUndefined();
  });
});
