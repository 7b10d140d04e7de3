import type { Payload } from '../contract/payloads.ts';
import { verificationWords } from '../contract/verification.ts';
import { links } from '../shared/mail/links.ts';
import {
  costPart,
  durationsPart,
  metricPart,
  overridesPart,
  phasesOf,
  reusedPart,
  runFacts,
  unmatchedPart,
  versionOf,
  workOf,
} from '../shared/mail/parts.ts';
import { type Fact, type Mail, render } from '../shared/mail/report.ts';
import type { RegisteredRelease } from '../shared/releases.ts';

/** The mail of a run that ended with its release in service; `champion` is what served before, `source` what the release is made of. */
export function liveMail(
  input: Payload<'promote'>,
  outcome: 'succeeded' | 'unchanged',
  summary: string,
  champion: RegisteredRelease | undefined,
  source: string,
): Mail {
  const { run, release, smokeTest, evaluation } = input;
  const isReplaced = outcome === 'succeeded' && champion !== undefined && champion.release.arn !== release.arn;
  const replaced: Fact[] = isReplaced ? [['Replaces', `release ${champion.release.version} of run ${champion.run}`]] : [];
  const made: Fact[] = run.release ? [] : [['Release', `${release.version} of the model package group ${run.names.modelPackageGroup}`]];
  const tried: Fact[] = release.inService ? [] : [['Verified', verificationWords(run.settings)]];
  const gate = evaluation ?? run.settings.evaluation;
  const live = run.release ? `rolled back to release ${release.version}` : `release ${release.version} is live`;
  return render({
    model: run.model,
    outcome: outcome === 'unchanged' ? 'unchanged' : live,
    version: run.release ? source : versionOf(run),
    sentence: summary,
    facts: [...runFacts(run), ...made, ...replaced, ...tried],
    parts: [
      metricPart(evaluation ? 'this run' : 'this release', release.metrics, gate, champion?.release.metrics),
      unmatchedPart(run, input.training),
      reusedPart(input),
      overridesPart(run),
      durationsPart(phasesOf(input)),
      costPart(run, workOf(input)),
      { heading: 'Sample answer', lines: smokeTest.prediction ? [smokeTest.prediction] : [], isVerbatim: true },
    ],
    links: links(run.execution.arn, { endpoint: run.names.endpoint }),
    next: `trainyard invoke ${run.model}`,
  });
}
