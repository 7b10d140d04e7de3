import { askOwnerDoor } from '../../server/owner-door.ts';
import { findWorld } from '../../server/world-file.ts';
import { pushPath } from './push-path.ts';
import type { Fired, RefChange } from './receive.ts';

/**
 * What a repository's `post-receive` hook runs, with the world's data folder and the repository's name: tells the running world of a push
 * that is stored already. Git shows stderr to the pusher, each line after `remote: `. It never fails: nothing could be undone by that.
 */
const [dataDir = '', name = ''] = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`Trainyard: ${line}\n`);

let input = '';
for await (const chunk of process.stdin) input += chunk;
const changes: RefChange[] = input
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [before = '', after = '', ref = ''] = line.split(' ');
    return { before, after, ref };
  });

try {
  await tell();
} catch (error) {
  say(`the push is stored, but the local world could not be told: ${error instanceof Error ? error.message : error}`);
}

async function tell(): Promise<void> {
  const world = await findWorld(dataDir);
  if (!world) return void say(`no local world runs on ${dataDir}. The push is stored and will be found when the world runs.`);
  const url = `${world.endpointUrl}${pushPath}${encodeURIComponent(name)}`;
  const answer = await askOwnerDoor<{ fired: Fired[] }>(url, dataDir, { changes }, AbortSignal.timeout(30_000));
  for (const { trigger, refs, error } of answer.fired) {
    if (error === undefined) say(`the trigger "${trigger}" of ${name} was fired for ${refs.join(', ')}.`);
    else say(`the push is stored, but the trigger "${trigger}" of ${name} failed for ${refs.join(', ')}: ${error}`);
  }
  const told = new Set(answer.fired.flatMap(({ refs }) => refs));
  const silent = changes.map(({ ref }) => ref).filter((ref) => !told.has(ref));
  if (silent.length > 0) say(`${name} has no trigger for ${silent.join(', ')}: stored, and nothing was started.`);
}
