import { consolePages } from '../../contract/console.ts';
import type { Launch } from '../../contract/launch.ts';
import type { Running } from '../../contract/model-state.ts';
import { links } from './links.ts';
import { wishFacts } from './parts.ts';
import { type Fact, type Mail, render } from './report.ts';

/** The mail of a wish for a run that will not be fulfilled, because a newer one is. */
export function supersededMail(model: string, launch: Launch, by: string): Mail {
  return render({
    model,
    outcome: 'superseded: not run',
    version: commitOf(launch),
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
    version: commitOf(launch),
    sentence: `Step Functions refused to start this run of ${model}: nothing was begun, nothing was changed.`,
    facts: launchFacts(launch),
    parts: [{ heading: 'Why', lines: [reason] }],
    runbook: 'NotStarted',
    links: [],
    next: `trainyard status ${model}`,
  });
}

/** The mail of a run that could not be cleaned up: nothing runs until a person has looked. */
export function stuckMail(
  model: string,
  { execution, launch }: Running,
  recoveries: number,
  last?: { readonly arn: string; readonly why: string },
): Mail {
  return render({
    model,
    outcome: 'locked: recovery failed',
    version: commitOf(launch),
    sentence: `Cleaning up after ${execution.name} failed ${recoveries} times. No run of ${model} starts until a person has looked and unlocks it.`,
    facts: launchFacts(launch),
    parts: last ? [{ heading: 'Why the last clean-up failed', lines: last.why.split('\n') }] : [],
    runbook: 'RecoveryFailed',
    links: [
      ...(execution.arn ? links(execution.arn) : []),
      ...(last ? [['Clean-up', consolePages(last.arn).execution(last.arn)] as const] : []),
    ],
    next: `trainyard unlock ${model}`,
  });
}

/** An execution whose end no recovery recorded, though it held no lock. */
export interface Unrecovered {
  readonly arn: string;
  readonly recoveries: number;
  /** Its error and cause in words. */
  readonly why: string;
  readonly last: { readonly arn: string; readonly why: string };
}

/** The mail of an execution that ended before its run began, where every recovery that was to mail its cause failed. */
export function unrecoveredMail(model: string | null, { arn, recoveries, why, last }: Unrecovered): Mail {
  return render({
    model: model ?? 'trainyard',
    outcome: 'failed: recovery failed',
    version: '',
    sentence: `Cleaning up after ${arn.split(':').at(-1)} failed ${recoveries} times. It never held a lock, so it changed nothing and no other run waits for it.`,
    facts: [],
    parts: [
      { heading: 'Why it ended', lines: why.split('\n') },
      { heading: 'Why the last clean-up failed', lines: last.why.split('\n') },
    ],
    runbook: 'RecoveryFailed',
    links: [...links(arn), ['Clean-up', consolePages(last.arn).execution(last.arn)]],
    next: model ? `trainyard status ${model}` : 'trainyard status',
  });
}

const commitOf = (launch: Launch | null): string => launch?.head?.commit ?? launch?.input.commit ?? '';

const launchFacts = (launch: Launch | null): Fact[] =>
  launch ? [...wishFacts({ ...launch.input, commit: commitOf(launch), trigger: launch.trigger }), ['Asked for', launch.at]] : [];
