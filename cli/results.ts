import * as v from 'valibot';
import * as payloads from '../lambdas/contract/payloads.ts';
import { allStates, type RunView } from './view/run-view.ts';

/** What a run's states answered, as the summary needs it: read from the history, so that it is the same in both worlds. */
export interface Results {
  readonly run?: payloads.Run;
  readonly images: readonly { readonly role: string; readonly image: payloads.ImageResult }[];
  readonly training?: payloads.TrainingResult;
  readonly evaluation?: payloads.Evaluation;
  readonly release?: payloads.Release;
  readonly verification?: payloads.VerificationResult;
  readonly deployment?: payloads.DeploymentResult;
  readonly smokeTest?: payloads.SmokeTestResult;
  readonly outcome?: payloads.Outcome;
}

/** Finds the results among the answers by their shape. An await state's answer is the result itself, a start state's or Evaluate's holds it. */
export function resultsOf(view: RunView): Results {
  const states = allStates(view.states);
  const answers = states.flatMap(({ answer }) => {
    const parts = answer as { result?: unknown; training?: unknown; evaluation?: unknown } | null | undefined;
    return [answer, parts?.result, parts?.training, parts?.evaluation];
  });
  const runs = states.map(({ answer }) => (answer as { run?: unknown } | null | undefined)?.run);
  const releases = states.flatMap(({ answer }) => [answer, (answer as { release?: unknown } | null | undefined)?.release]);
  const images = states.flatMap(({ name, answer }) => {
    const image = last(payloads.imageResult, [answer, (answer as { result?: unknown } | null | undefined)?.result]);
    return image ? [{ role: /training/i.test(name) ? 'training image' : 'inference image', image }] : [];
  });
  return {
    run: last(payloads.run, runs),
    images,
    training: last(payloads.trainingResult, answers),
    evaluation: last(payloads.evaluation, answers),
    release: last(payloads.release, releases),
    verification: last(payloads.verificationResult, answers),
    deployment: last(payloads.deploymentResult, answers),
    smokeTest: last(payloads.smokeTestResult, answers),
    outcome: last(payloads.outcome, [view.output]),
  };
}

function last<S extends v.GenericSchema>(schema: S, values: readonly unknown[]): v.InferOutput<S> | undefined {
  return values.map((value) => v.safeParse(schema, value)).findLast((result) => result.success)?.output;
}
