import type { Invariant } from '../observation.ts';
import { buildsAreTold } from './builds-are-told.ts';
import { championServesAtRest } from './champion-serves-at-rest.ts';
import { everyMailArrives } from './every-mail-arrives.ts';
import { executionsEnd } from './executions-end.ts';
import { mailsAreTrue } from './mails-are-true.ts';
import { nothingBillsUnseen } from './nothing-bills-unseen.ts';
import { nothingInUseIsGone } from './nothing-in-use-is-gone.ts';
import { nothingStartsTwice } from './nothing-starts-twice.ts';
import { oneHolderChanges } from './one-holder-changes.ts';
import { oneOutcomeAndMail } from './one-outcome-and-mail.ts';
import { pushesHaveAFate } from './pushes-have-a-fate.ts';
import { servesWhatWasChecked } from './serves-what-was-checked.ts';
import { uploadsAreOneRun } from './uploads-are-one-run.ts';

/** Every promise of the design that a run is held to, fresh for one run. */
export const invariants = (): Invariant[] => [
  pushesHaveAFate(),
  oneHolderChanges(),
  championServesAtRest(),
  servesWhatWasChecked(),
  nothingInUseIsGone(),
  nothingBillsUnseen(),
  oneOutcomeAndMail(),
  executionsEnd(),
  nothingStartsTwice(),
  mailsAreTrue(),
  everyMailArrives(),
  buildsAreTold(),
  uploadsAreOneRun(),
];
