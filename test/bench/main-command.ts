import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BareParts, bareParts, example, explanations, remove } from './bare-parts.ts';
import { type Children, root } from './children.ts';
import { rounded, row, Samples } from './figures.ts';

/** What the main command itself says it did in a run: a figure of another outcome would compare apples with pears. */
const outcomes = { cold: 'succeeded', warm: 'unchanged' } as const;

/**
 * Wall time of the main command, cold and warm, against the critical path of its bare parts: what a person would wait who called
 * the CDK app, `docker build`, `train`, the verification and `serve` by hand, with the inference image built beside the training.
 */
export async function benchMainCommand(children: Children, rounds: number, folder: string): Promise<object> {
  const times = new Samples();
  // The data is made before any clock runs: both sides need it alike.
  if (!existsSync(join(example, 'data'))) await children.run(process.execPath, ['prepare-data.mjs'], { cwd: example });
  for (let i = 0; i < rounds; i++) {
    const state = join(folder, `state-${i}`);
    const command = async () => {
      for (const kind of ['cold', 'warm'] as const) times.add(kind, await mainCommand(children, state, outcomes[kind]));
    };
    const bare = async () => {
      const parts = await bareParts(children, mkdir(join(folder, `bare-${i}`)));
      for (const [name, ms] of Object.entries(parts)) times.add(name, ms);
    };
    // Each goes first in turn: the second finds warmer file caches.
    for (const side of i % 2 === 0 ? [command, bare] : [bare, command]) await side();
    remove(state);
    remove(join(folder, `bare-${i}`));
  }
  return print(rounds, (name) => times.median(name));
}

async function mainCommand(children: Children, state: string, outcome: string): Promise<number> {
  const args = [join(root, 'dist/trainyard.mjs'), 'local', 'examples/bird-strikes', '--once', '--state-dir', state];
  const { ms, output } = await children.run(process.execPath, args, { cwd: root });
  if (!output.includes(`Outcome     ${outcome} `)) throw new Error(`Expected the outcome ${outcome}; the command printed:\n${output}`);
  return ms;
}

function print(rounds: number, ms: (name: string) => number): object {
  const part = (name: keyof BareParts) => ms(name);
  const beside = Math.max(part('trainingImage') + part('train'), part('inferenceImage'));
  const bare = {
    cold: part('synth') + beside + part('verification') + part('firstPing'),
    warm: part('synthAgain') + part('firstPing'),
  };
  console.log(`\nMain command against the critical path of its bare parts: medians of ${rounds}, by turns, milliseconds`);
  console.log(row('', 'command', 'bare parts', 'ratio'));
  for (const kind of ['cold', 'warm'] as const)
    console.log(row(kind, ms(kind).toFixed(0), bare[kind].toFixed(0), (ms(kind) / bare[kind]).toFixed(2)));
  console.log('  aim: 1.25 or less');
  console.log(
    '  command cold = `node dist/trainyard.mjs local examples/bird-strikes --once` in an empty state folder (dist/ and the data are',
  );
  console.log('    there): start, synth, deploy, upload, the whole run, a prediction, stop. Warm = once more: "unchanged", synth included');
  console.log('  bare cold = synth + max(training image + train, inference image) + verification + first ping');
  console.log('  bare warm = synth again + first ping: what is left when nothing changed');
  for (const [name, text] of Object.entries(explanations)) console.log(`${row(words(name), '', ms(name).toFixed(0))}   ${text}`);
  const rest = Object.fromEntries(Object.keys(explanations).map((name) => [name, rounded(ms(name))]));
  const side = (kind: 'cold' | 'warm') => ({ ms: rounded(ms(kind)), bareMs: rounded(bare[kind]), ratio: rounded(ms(kind) / bare[kind]) });
  return { cold: side('cold'), warm: side('warm'), bareParts: rest };
}

const words = (name: string) => `  ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;

function mkdir(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
