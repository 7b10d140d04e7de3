import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rejectedMail, startedMail } from '../../../../lambdas/notify/mails.ts';
import { liveMail } from '../../../../lambdas/promote/mail.ts';
import { failedMail, unpreparedMail } from '../../../../lambdas/record-outcome/mails.ts';
import { buildMail } from '../../../../lambdas/shared/mail/build-mails.ts';
import { refusedMail, stuckMail, supersededMail, unrecoveredMail } from '../../../../lambdas/shared/mail/launch-mails.ts';
import type { Mail } from '../../../../lambdas/shared/mail/report.ts';
import * as given from './fixtures.ts';

const { run, registered, launch } = given;
const live =
  'Release 8 of bird-strikes is live at the endpoint bird-strikes. The gate: auc 0.79123 meets the threshold 0.7, and the champion has 0.7801 on the same data. It answered 2 samples.';
const first =
  'Release 8 of bird-strikes is live at the endpoint bird-strikes. The gate: auc 0.79123 meets the threshold 0.7; there is no champion. It answered 2 samples.';
const same = 'Nothing changed: release 7 of bird-strikes still serves at the endpoint bird-strikes. It answered 2 samples.';
const back = 'Release 6 of bird-strikes is live at the endpoint bird-strikes. It was asked for. It answered 2 samples.';
const source = run.source.version;
/** The commit of the release that a rollback goes to. */
const older = '6a5b4c3d2e1f60718293a4b5c6d7e8f901234567';
const refused =
  'The trained model was rejected: auc 0.7702 is worse than the 0.7801 of the champion on the same data, and the tolerance is 0. The champion is untouched.';

const mails: Readonly<Record<string, Mail>> = {
  started: startedMail(run),
  'rollback-started': startedMail(given.rollback),
  succeeded: liveMail(given.promoted, 'succeeded', live, registered, source),
  first: liveMail(
    { ...given.promoted, evaluation: { ...given.rejected.evaluation, verdict: 'passed', champion: null } },
    'succeeded',
    first,
    undefined,
    source,
  ),
  unchanged: liveMail(given.unchanged, 'unchanged', same, registered, source),
  rejected: rejectedMail(given.rejected, refused, registered),
  'rolled-back': liveMail(given.rolledBack, 'succeeded', back, registered, older),
  failed: failedMail(given.trainingFailed),
  'failed-in-deployment': failedMail(given.deploymentFailed),
  'failed-before-the-run': unpreparedMail('bird-strikes', 'failed', given.unprepared, given.executionArn),
  'failed-without-github': unpreparedMail('bird-strikes', 'failed', given.githubAway, given.executionArn, true),
  aborted: failedMail(given.aborted),
  'superseded-during-the-run': failedMail(given.supersededRun),
  superseded: supersededMail('bird-strikes', launch, 'a push to main by Jane Doe'),
  'refused-to-start': refusedMail('bird-strikes', launch, 'StateMachineDeleting: State Machine is being deleted: trainyard-pipeline'),
  stuck: stuckMail('bird-strikes', given.stuck, 3, given.failedRecovery),
  'build-started': buildMail(run, 'training', given.buildNews.started),
  'build-succeeded': buildMail(run, 'training', given.buildNews.built),
  'build-reused': buildMail(given.sharedRun, 'training', given.buildNews.reused),
  'build-failed': buildMail(run, 'inference', given.buildNews.failed),
  unrecovered: unrecoveredMail('bird-strikes', given.unrecovered),
};

const golden = new URL('./golden/', import.meta.url);
const named = Object.entries(mails);

describe('the mails', () => {
  it.each(named)('%s reads as its golden file (vitest -u writes it)', async (name, { subject, body }) => {
    await expect(`Subject: ${subject}\n\n${body}`).toMatchFileSnapshot(`./golden/${name}.txt`);
  });

  it('have one golden file each', () => {
    expect(readdirSync(golden).sort()).toEqual(
      Object.keys(mails)
        .map((name) => `${name}.txt`)
        .sort(),
    );
  });

  it.each(named)('%s has a subject that SNS takes, with the model first', (_name, { subject }) => {
    expect(subject).toMatch(/^\[bird-strikes\] [\x20-\x7e]{4,}$/);
    expect(subject.length).toBeLessThan(100);
  });

  it.each(named)('%s is 72 columns wide, links and log lines excepted', (_name, { body }) => {
    const isLog = (line: string) => body.slice(body.indexOf('Last log lines')).includes(line) && body.includes('Last log lines');
    expect(body.split('\n').filter((line) => line.length > 72 && !/https:\/\/|@sha256:/.test(line) && !isLog(line))).toEqual([]);
  });

  it.each(named)('%s names one command to run next, and only headings of the runbook that are there', (_name, { body }) => {
    expect(body.match(/^Next .*:\n {4}trainyard \S+ .*\n$/m)).not.toBeNull();
    const headings = [...readFileSync(new URL('../../../../docs/runbook.md', import.meta.url), 'utf8').matchAll(/^## (.*)$/gm)].map(
      ([, text]) => text,
    );
    for (const [, section] of body.matchAll(/^Runbook: docs\/runbook.md, (.*)$/gm)) expect(headings).toContain(section);
  });
});
