import type { Launch } from '../../contract/launch.ts';
import type { Running } from '../../contract/model-state.ts';
import { type Mail, render } from './report.ts';

/** The mail of a wish for a run that will not be fulfilled, because a newer one is. */
export function supersededMail(model: string, launch: Launch, by: string): Mail {
  return render({
    model,
    outcome: 'superseded',
    version: launch.head?.commit ?? '',
    sentence: `This was not run, since a newer one goes first: ${by}.`,
    facts: launchFacts(launch),
    parts: [],
    links: [],
    next: `trainyard status ${model}`,
  });
}

/** The mail of a launch that Step Functions refused to start. */
export function refusedMail(model: string, launch: Launch | null, reason: string): Mail {
  return render({
    model,
    outcome: 'failed: not started',
    version: launch?.head?.commit ?? '',
    sentence: 'Step Functions refused to start this run. Nothing was changed.',
    facts: launch ? launchFacts(launch) : [],
    parts: [{ heading: 'Why', lines: [reason] }],
    links: [],
    next: `trainyard status ${model}`,
  });
}

/** The mail of a run that could not be cleaned up: nothing runs until a person has looked. */
export function stuckMail(model: string, running: Running, recoveries: number): Mail {
  return render({
    model,
    outcome: 'locked: recovery failed',
    version: running.launch?.head?.commit ?? '',
    sentence: `Cleaning up after ${running.execution.name} failed ${recoveries} times. No run of ${model} starts until it is unlocked by hand.`,
    facts: running.launch ? launchFacts(running.launch) : [],
    parts: [{ heading: 'Runbook', lines: ['docs/runbook.md, RecoveryFailed'] }],
    links: [],
    next: `trainyard unlock ${model}`,
  });
}

const launchFacts = ({ at, trigger, input, head }: Launch): [string, string][] => [
  ...(head ? [['Commit', head.commit] as [string, string]] : []),
  ...(input.push ? [['Author', input.push.author] as [string, string], ['Message', input.push.message] as [string, string]] : []),
  ['Trigger', trigger],
  ['Asked for', at],
];
