import * as v from 'valibot';
import { type Answer, type Payload, payloads } from '../contract/payloads.ts';
import { problems } from '../contract/problems.ts';
import { systemClock } from './clock.ts';
import { presentable, translate } from './errors.ts';
import { type Invocation, type Log, logger } from './log.ts';

type Payloads = typeof payloads;

/**
 * A function that the state machine calls: checks what came and what goes against the contract, and gives AWS's throttles and quotas
 * the contract's names. Nothing else is caught: an error's name is what the state machine sees.
 */
export function entry<F extends keyof Payloads>(name: F, run: (input: Payload<F>, log: Log) => Promise<Answer<F>>) {
  return async (event: unknown, invocation?: Invocation): Promise<Answer<F>> => {
    const start = systemClock.now();
    const input = parsed(payloads[name].input, event, `the input of ${name}`) as Payload<F>;
    const log = logger({ function: name, ...subjectOf(input), awsRequestId: invocation?.awsRequestId });
    try {
      const answer = await run(input, log);
      // Only prepare's answer tells the model and the run that it is about.
      log.info('done', { ...(name === 'prepare' && subjectOf(answer as object)), ms: systemClock.now() - start });
      return parsed(payloads[name].output, answer, `the answer of ${name}`) as Answer<F>;
    } catch (error) {
      log.warn('failed', { error, ms: systemClock.now() - start });
      throw presentable(translate(error));
    }
  };
}

interface About {
  readonly run?: { readonly id: string; readonly model: string } | null;
  /** Of Prepare: what the execution was started with. */
  readonly input?: unknown;
  readonly execution?: { readonly arn: string };
  readonly recovery?: { readonly model: string | null; readonly execution: string };
}

/** Model and run, or what is known of them before there is a run; after one, recovery knows it by its execution. */
function subjectOf({ run, input, execution, recovery }: About): object {
  if (run) return { model: run.model, run: run.id };
  const arn = recovery?.execution ?? execution?.arn;
  return { model: recovery?.model ?? (input as { model?: string } | undefined)?.model, execution: arn?.split(':').at(-1) };
}

function parsed(schema: v.GenericSchema, value: unknown, what: string): unknown {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const found = problems(schema, result.issues).map(({ field, text }) => `${field || 'it'}: ${text}`);
  throw new Error(`${what} is not what lambdas/contract says: ${found.join('; ')}`);
}
