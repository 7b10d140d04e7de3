import type { Payload, Run } from '../contract/payloads.ts';
import { durationsPart, links, metricPart, overridesPart, reusedPart, runFacts, versionOf } from '../shared/mail/parts.ts';
import { type Mail, render } from '../shared/mail/report.ts';
import type { RegisteredRelease } from '../shared/releases.ts';

/** The mail of a run that begins. */
export function startedMail(run: Run): Mail {
  const what = run.release ? `The release ${run.release} is verified and deployed` : 'Images are built, the model is trained and judged';
  return render({
    model: run.model,
    outcome: run.release ? 'rollback started' : 'run started',
    version: versionOf(run),
    sentence: `A run of ${run.model} began. ${what}; another mail says how it ended.`,
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
  const { run } = input;
  const results = { ...input, verification: null, deployment: null };
  return render({
    model: run.model,
    outcome: 'rejected by the gate',
    version: run.source.version,
    sentence: summary,
    facts: runFacts(run),
    parts: [metricPart(results, champion?.release.metrics ?? null), reusedPart(results), overridesPart(run), durationsPart(results)],
    links: links(run.execution.arn),
    next: `trainyard logs ${run.id}`,
  });
}
