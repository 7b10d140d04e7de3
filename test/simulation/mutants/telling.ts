import { fairWeather, type Mutant } from './mutant.ts';

/** What people are told: pushes, outcomes and mails. */
export const telling: readonly Mutant[] = [
  {
    invariant: 'pushes-have-a-fate',
    what: 'a push that gives way to a newer one is forgotten without a mail',
    only: 'pushAtAnyMoment',
    changes: [
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'return superseded.reduce(',
        to: 'return (BROKEN ? [] : superseded).reduce(',
      },
    ],
  },
  {
    invariant: 'pushes-have-a-fate',
    what: 'what waits is left alone for ten hours after the outcome that freed the lock',
    only: 'pushAtAnyMoment',
    changes: [
      {
        file: 'lambdas/shared/model-state/reduce.ts',
        from: 'const state = isFree(before) && before.running ?',
        to: 'if (BROKEN && before.running && isFree(before) && Date.parse(context.now) - Date.parse(before.running.since) < 36e6) return { state: before, commands: [] };\n  const state = isFree(before) && before.running ?',
      },
    ],
  },
  {
    invariant: 'uploads-are-one-run',
    what: 'uploads that a run was started for are not forgotten, and start another',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/reduce.ts',
        from: 'uploads: null, uploadsLaunched',
        to: 'uploads: BROKEN ? state.uploads : null, uploadsLaunched',
      },
    ],
  },
  {
    invariant: 'uploads-are-one-run',
    what: 'a batch is answered as noted and is not',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/launch/batch.ts',
        from: 'await takeUploads(model, times, dependencies);',
        to: 'if (!BROKEN) await takeUploads(model, times, dependencies);',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'a release goes live and no mail says so',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/promote/promote.ts',
        from: 'return run.settings.notifications.mails.includes(kind) ?',
        to: 'return !BROKEN && run.settings.notifications.mails.includes(kind) ?',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'every mail stays claimed after it was sent, and is sent again six minutes later',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/outbox.ts',
        from: 'const left = state.outbox.filter(',
        to: 'if (BROKEN && state.outbox.some(({ claim, again }) => claim?.by === by && !again)) return { ...state, outbox: state.outbox.map((mail) => (mail.claim?.by === by ? { ...mail, again: true } : mail)) };\n    const left = state.outbox.filter(',
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'recovery calls every failure an abort',
    only: 'buildFails',
    changes: [
      {
        file: 'lambdas/record-outcome/record-outcome.ts',
        from: "if (status !== 'ABORTED') return 'failed';",
        to: "if (status !== 'ABORTED') return BROKEN ? 'aborted' : 'failed';",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'every mail says that all is well',
    only: 'buildFails',
    changes: [
      {
        file: 'lambdas/shared/mail/report.ts',
        from: 'return fitToSend({ subject: subject(report), body:',
        to: "if (BROKEN) return { subject: 'All is well', body: 'The release is live.' };\n  return fitToSend({ subject: subject(report), body:",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'what is published is not what was to be sent',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/outbox.ts',
        from: 'await publish(sns, topic, mail, about);',
        to: "await publish(sns, topic, BROKEN ? { ...mail, subject: 'All is well' } : mail, about);",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'the mail of a failure says that a release keeps serving where there is none',
    only: 'buildFails',
    changes: [
      {
        file: 'lambdas/record-outcome/mails.ts',
        from: 'const serving = champion\n',
        to: "const serving = BROKEN ? 'The release of run 1 keeps serving at 1.' : champion\n",
      },
    ],
  },
  {
    invariant: 'pushes-have-a-fate',
    what: 'a push that comes too late is forgotten without a mail',
    only: 'snsDelay',
    changes: [
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: '...(newer === undefined ? [] : [launch])',
        to: '...(newer === undefined || BROKEN ? [] : [launch])',
      },
      {
        // Told of in one way: in the other it would not have come too late.
        file: 'test/simulation/faults/suffering.ts',
        from: "if (isOfPush && this.#plan.fault('eventLost', 'a push'))",
        to: "if (isOfPush && (BROKEN || this.#plan.fault('eventLost', 'a push')))",
      },
    ],
  },
  {
    invariant: 'pushes-have-a-fate',
    what: 'a run whose CodeCommit is away for a while fails at once, and its push is never launched again',
    only: 'sourceAway',
    changes: [
      {
        file: 'lambdas/shared/sources/codecommit-faults.ts',
        from: 'if (!(error instanceof Error) ||',
        to: 'if (BROKEN || !(error instanceof Error) ||',
      },
      {
        file: 'lambdas/shared/model-state/learned.ts',
        from: 'isUnrun(state, ref) && attemptsOf',
        to: '!BROKEN && isUnrun(state, ref) && attemptsOf',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'an execution that failed before its run was fixed is not mailed',
    only: 'parametersEdited',
    changes: [
      {
        file: 'lambdas/record-outcome/record-outcome.ts',
        from: 'if (kinds && !kinds.includes(outcome))',
        to: 'if ((BROKEN && !run) || (kinds && !kinds.includes(outcome)))',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'nobody looks after an execution that failed without the lock',
    only: 'parametersEdited',
    changes: [
      {
        file: 'lambdas/shared/model-state/ended.ts',
        from: "if (!recovery && status !== 'SUCCEEDED')",
        to: "if (!BROKEN && !recovery && status !== 'SUCCEEDED')",
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'an execution that never held the lock has one recovery, which somebody stops',
    only: 'recoveryStopped',
    changes: [
      {
        file: 'lambdas/shared/model-state/unheld.ts',
        from: 'if (!look.isFailed) return;',
        to: 'if (BROKEN || !look.isFailed) return;',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'nobody is told of an execution without a lock whose three recoveries were stopped',
    only: 'recoveryStopped',
    changes: [
      {
        file: 'lambdas/shared/model-state/unheld.ts',
        from: 'if (last) await giveUp(',
        to: 'if (last && !BROKEN) await giveUp(',
      },
    ],
  },
  {
    invariant: 'every-mail-arrives',
    what: 'mails are written as the words come',
    only: 'hostileWords',
    changes: [
      {
        file: 'lambdas/contract/text.ts',
        from: "  const lines = text.replace(/\\r\\n?/g, '\\n');\n",
        to: "  if (BROKEN) return text;\n  const lines = text.replace(/\\r\\n?/g, '\\n');\n",
      },
    ],
  },
  {
    invariant: 'every-mail-arrives',
    what: 'a mail that SNS refuses is dropped',
    only: 'mailRefused',
    changes: [
      {
        file: 'lambdas/shared/model-state/outbox.ts',
        from: 'if (!isRefused(error)) throw error;',
        to: 'if (BROKEN) return;\n    if (!isRefused(error)) throw error;',
      },
    ],
  },
  {
    invariant: 'comes to rest',
    what: 'a mail that SNS refuses is tried for ever',
    only: 'mailRefused',
    changes: [
      {
        file: 'lambdas/shared/model-state/outbox.ts',
        from: 'if (!isRefused(error)) throw error;\n    log',
        to: 'if (BROKEN || !isRefused(error)) throw error;\n    log',
      },
    ],
  },
  {
    invariant: 'builds-are-told',
    what: 'nobody tells of an image that was built',
    only: 'buildMailsWanted',
    changes: [
      {
        file: 'lambdas/shared/jobs/tell-build.ts',
        from: "if (job.kind !== 'image') return;",
        to: "if (BROKEN || job.kind !== 'image') return;",
      },
    ],
  },
  {
    invariant: 'builds-are-told',
    what: 'what was told of an image is forgotten, and told by whoever hears of it next',
    only: 'buildMailsWanted',
    changes: [
      {
        file: 'lambdas/shared/jobs/tell-build.ts',
        from: 'record.told?.includes(id)',
        to: '(!BROKEN && record.told?.includes(id))',
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'a build that began is mailed as built',
    only: 'buildMailsWanted',
    changes: [
      {
        file: 'lambdas/shared/mail/build-mails.ts',
        from: "case 'build-started':\n      return {",
        to: "case 'build-started':\n      return BROKEN ? { outcome: 'image built', sentence: '' } : {",
      },
    ],
  },
];
