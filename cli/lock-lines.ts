import type { Launch } from '../lambdas/contract/launch.ts';
import type { ModelState, Running } from '../lambdas/contract/model-state.ts';
import { cut, oneLine } from './view/text.ts';

/** `bird-strikes-7-1f2e3d4c (running since 12:00:05, a push to main by jane)`: who holds a model's lock. */
export function holderText({ execution, phase, since, launch }: Running): string {
  return `${execution.name} (${phases[phase]} since ${since}${launch ? `, ${oneLine(launch.trigger)}` : ''})`;
}

const phases: Readonly<Record<Running['phase'], string>> = {
  starting: 'starting',
  running: 'running',
  recovering: 'cleaned up',
  stuck: 'stuck',
};

/** Lock, what waits, and mails not sent yet, as rows of `status`; nothing where nothing is to be said. */
export function lockRows(state: ModelState, model: string): [string, string][] {
  const { running, pending, outbox } = state;
  return [
    ...(running ? lockRow(running, model) : []),
    ...pending.map((launch, index): [string, string] => [index === 0 ? 'waiting' : '', launchText(launch)]),
    ...(outbox.length > 0 ? ([['outbox', outboxText(outbox)]] as [string, string][]) : []),
  ];
}

function lockRow({ execution, phase, since, launch, cancel, recoveries }: Running, model: string): [string, string][] {
  const more = [
    ...(cancel ? [`asked to stop: ${oneLine(cancel.reason)}`] : []),
    ...(phase === 'recovering' ? [`clean-up ${recoveries} of 3`] : []),
    ...(phase === 'stuck' ? [`nothing runs until: trainyard unlock ${model}`] : []),
  ];
  return [
    ['lock', execution.name],
    ['', `${phases[phase]} since ${since}`],
    ...(launch ? ([['', oneLine(launch.trigger)]] as [string, string][]) : []),
    ...more.map((text): [string, string] => ['', text]),
  ];
}

/** `a push to main by jane, 2026-11-21T12:00:00Z, 1f2e3d4`. */
function launchText({ trigger, at, head, input }: Launch): string {
  const what = input.release ? `, to release ${input.release.split('/').at(-1)}` : head ? `, ${head.commit.slice(0, 7)}` : '';
  return `${oneLine(trigger)}, ${at}${what}`;
}

function outboxText(outbox: ModelState['outbox']): string {
  const subjects = outbox.map(({ subject }) => cut(oneLine(subject), 60)).join(' · ');
  return `${outbox.length} ${outbox.length === 1 ? 'mail' : 'mails'} not sent yet: ${subjects}`;
}
