import * as v from 'valibot';
import { type Job, job } from '../lambdas/contract/payloads.ts';
import type { Account } from './account.ts';
import { type LogStream, readStream, streamsOf } from './log-streams.ts';
import { allStates, type RunView } from './view/run-view.ts';

/** A job that a state started. */
export interface StartedJob {
  readonly state: string;
  readonly job: Job;
}

/** The jobs that a run's states have started so far. */
export function startedJobs(view: RunView): StartedJob[] {
  return allStates(view.states).flatMap((state) => {
    const parsed = v.safeParse(answerWithJob, state.answer);
    return parsed.success && parsed.output.job ? [{ state: state.name, job: parsed.output.job }] : [];
  });
}

const answerWithJob = v.object({ job: v.nullable(job) });

/** Follows the output of every job of a run: each call gives the lines that are new, with the job's name before them. */
export class JobLogs {
  readonly #account: Account;
  readonly #positions = new Map<string, string | undefined>();

  constructor(account: Account) {
    this.#account = account;
  }

  async newLines(view: RunView): Promise<string[]> {
    const lines: string[] = [];
    for (const started of startedJobs(view)) {
      for (const stream of await streamsOf(this.#account, started.job)) lines.push(...(await this.#read(started.job, stream)));
    }
    return lines;
  }

  async #read(started: Job, stream: LogStream): Promise<string[]> {
    const key = `${stream.group} ${stream.stream}`;
    const { events, token } = await readStream(this.#account, stream, this.#positions.get(key), Date.parse(started.startedAt));
    this.#positions.set(key, token);
    return events.map(({ message = '' }) => `${label(started)} | ${message.trimEnd()}`);
  }
}

/** What a line of output belongs to, short: the job's name ends in what it is, a training's is all run id. */
export function label({ kind, name }: Job): string {
  if (kind === 'image') return name.endsWith('-training-image') ? 'training image' : 'inference image';
  return kind === 'deployment' ? 'endpoint' : kind;
}
