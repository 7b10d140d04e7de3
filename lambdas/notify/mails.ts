import type { Payload, Run } from '../contract/payloads.ts';
import { links } from '../shared/mail/links.ts';
import {
  costPart,
  durationsPart,
  metricPart,
  overridesPart,
  phasesOf,
  type Results,
  releaseNumber,
  reusedPart,
  runFacts,
  unmatchedPart,
  versionOf,
  workOf,
} from '../shared/mail/parts.ts';
import { type Mail, render } from '../shared/mail/report.ts';
import type { RegisteredRelease } from '../shared/releases.ts';

/** The mail of a run that begins. */
export function startedMail(run: Run): Mail {
  const what = run.release
    ? `the release is ${run.settings.verification.by === 'build' ? 'tried, then deployed' : 'deployed'} without building or training`
    : 'images are built, the model is trained and judged, and deployed if it is good enough';
  return render({
    model: run.model,
    outcome: run.release ? `rollback to release ${releaseNumber(run.release)} started` : 'run started',
    version: versionOf(run),
    sentence: `A ${run.release ? 'rollback' : 'run'} of ${run.model} began: ${what}. Another mail says how it ended.`,
    facts: runFacts(run),
    parts: [overridesPart(run)],
    links: links(run.execution.arn),
    next: `trainyard status ${run.model}`,
  });
}

/** The mail of a run whose model the gate refused. */
export function rejectedMail(
  input: Extract<Payload<'notify'>, { kind: 'rejected' }>,
  summary: string,
  champion: RegisteredRelease | null | undefined,
): Mail {
  const { run, training, evaluation } = input;
  const results: Results = { ...input, verification: null, deployment: null };
  return render({
    model: run.model,
    outcome: 'rejected by the gate',
    version: versionOf(run),
    sentence: summary,
    facts: runFacts(run),
    parts: [
      metricPart('this run', training.metrics, evaluation, champion?.release.metrics),
      unmatchedPart(run, training),
      reusedPart(results),
      overridesPart(run),
      durationsPart(phasesOf(results)),
      costPart(run, workOf(results)),
    ],
    links: links(run.execution.arn, { endpoint: champion && run.names.endpoint }),
    next: `trainyard logs ${run.id} --state ${training.reused ? 'Evaluate' : 'AwaitTraining'}`,
  });
}
