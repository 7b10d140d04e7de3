import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftoverProcesses } from '../e2e/support/leftover-processes.ts';
import { type Repository, repository } from '../e2e/support/repository.ts';
import { mailsIn, type ServedWorld, servedWorld, until } from '../e2e/support/served-world.ts';

/** Says another seed for other moments: `SEED=7 npm run test:survival`. */
const seed = Number(process.env.SEED ?? 1);
const moments = Number(process.env.MOMENTS ?? 20);
// A run of the fixture takes 3 to 5 s: some kills come before it begins, some after it ended.
const longestMs = 6000;

let folder: string;
let dataDir: string;
let checkout: Repository;
let world: ServedWorld;
let served = 'first';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-kill-'));
  dataDir = join(folder, 'state');
  checkout = repository(join(folder, 'pushed'), dataDir);
  world = await servedWorld(checkout.folder, dataDir);
  await quiet(checkout.push('The champion'));
}, 60_000);

afterAll(async () => {
  await world?.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Park and Miller's generator: the moments of a seed are the same everywhere, what the machine does in them is not. */
function* randomNumbers(start: number): Generator<number> {
  for (let x = start % 2147483647 || 1; ; ) {
    x = (x * 48271) % 2147483647;
    yield x / 2147483647;
  }
}

/** Until the push was taken up, and nothing runs, waits or is unsent. */
const quiet = (commit: string) =>
  until(async () => {
    const state = await world.state().catch(() => undefined);
    const isTaken = state?.heads['refs/heads/main']?.commit === commit;
    return isTaken && !state.running && state.pending.length === 0 && state.outbox.length === 0 ? state : undefined;
  }, 100);

/** The last mails about a commit: how its push ended. */
const endings = (commit: string) =>
  mailsIn(dataDir)
    .map(({ subject }) => subject)
    .filter((subject) => subject.includes(`(${commit.slice(0, 7)})`) && !/started/.test(subject));

describe(`kill -9 at ${moments} moments of seed ${seed}`, () => {
  const random = randomNumbers(seed);
  const delays = Array.from({ length: moments }, () => Math.floor((random.next().value as number) * longestMs));

  it.each(delays.map((delay, index) => ({ delay, index })))(
    'moment $index, $delay ms after a push: after a start every push is accounted for and the champion serves',
    async ({ delay, index }) => {
      const greeting = `moment ${index}`;
      const first = checkout.push(greeting, {
        'serving.json': { greeting },
        'training.json': { accuracy: 0.9, seconds: 1, moment: index },
      });
      await new Promise((resolve) => setTimeout(resolve, delay / 2));
      // Every other time a push waits, or has just come, when the power goes.
      const second = index % 2 ? checkout.push(`${greeting}, again`, { 'serving.json': { greeting: `${greeting}, again` } }) : undefined;
      await new Promise((resolve) => setTimeout(resolve, delay / 2));
      await world.end('SIGKILL');

      world = await servedWorld(checkout.folder, dataDir);
      const state = await quiet(second ?? first);

      for (const [commit, text] of [[first, greeting] as const, ...(second ? [[second, `${greeting}, again`] as const] : [])]) {
        const [ending] = endings(commit);
        expect(endings(commit).join(' | '), `${text}: one last mail`).not.toContain(' | ');
        expect(ending).toMatch(/live|unchanged|stopped|aborted|failed|superseded/);
        if (/live|unchanged/.test(ending ?? '')) served = text;
      }
      expect(state).toMatchObject({ running: null, target: null });
      expect(state.runs.filter(({ outcome }) => outcome === null)).toEqual([]);
      expect(await world.invoke()).toMatchObject({ greeting: served });
      const jobs = leftoverProcesses(dataDir).filter((line) => /train\.mjs/.test(line));
      expect(jobs, 'trainings still running').toEqual([]);
    },
  );

  it('leaves no process behind in the end', async () => {
    await world.end('SIGINT');
    expect(leftoverProcesses(dataDir)).toEqual([]);
  });
});
