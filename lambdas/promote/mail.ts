import { estimate, estimateLines } from '../contract/estimate.ts';
import type { Payload } from '../contract/payloads.ts';
import { durationsPart, links, metricPart, overridesPart, reusedPart, runFacts, versionOf } from '../shared/mail/parts.ts';
import { type Mail, render } from '../shared/mail/report.ts';
import type { RegisteredRelease } from '../shared/releases.ts';

/** The mail of a run that ended with its release in service. */
export function liveMail(
  input: Payload<'promote'>,
  outcome: 'succeeded' | 'unchanged',
  summary: string,
  champion: RegisteredRelease | undefined,
): Mail {
  const { run, release, smokeTest } = input;
  const replaced: [string, string][] =
    champion && champion.release.arn !== release.arn ? [['Replaces', `release ${champion.release.version} of run ${champion.run}`]] : [];
  return render({
    model: run.model,
    outcome: outcome === 'unchanged' ? 'unchanged' : `release ${release.version} is live`,
    version: versionOf(run),
    sentence: summary,
    facts: [...runFacts(run), ['Release', release.arn], ...(outcome === 'unchanged' ? [] : replaced)],
    parts: [
      metricPart(input, champion?.release.metrics ?? null),
      reusedPart(input),
      overridesPart(run),
      durationsPart(input),
      { heading: 'Cost on AWS, estimated', lines: estimateLines(estimate(run.settings, workDone(input))) },
      { heading: 'Sample answer', lines: smokeTest.prediction ? [smokeTest.prediction] : [], isVerbatim: true },
    ],
    links: links(run.execution.arn, run.names.endpoint),
    next: `trainyard invoke ${run.model}`,
  });
}

/** What this run did not reuse. */
const workDone = ({ training, trainingImage, inferenceImage, deployment }: Payload<'promote'>) => ({
  builds: new Set([trainingImage, inferenceImage].flatMap((image) => (image && !image.reused ? [image.digest] : []))).size,
  trains: training !== null && !training.reused,
  deploys: deployment !== null,
});
