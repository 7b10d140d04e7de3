import * as v from 'valibot';
import { type Answer, type Payload, payloads } from '../contract/payloads.ts';
import { problems } from '../contract/problems.ts';
import { systemClock } from './clock.ts';
import { translate } from './errors.ts';
import { type Log, logger } from './log.ts';

type Payloads = typeof payloads;

/**
 * A function that the state machine calls: checks what came and what goes against the contract, and gives AWS's throttles and quotas
 * the contract's names. Nothing else is caught: an error's name is what the state machine sees.
 */
export function entry<F extends keyof Payloads>(name: F, run: (input: Payload<F>, log: Log) => Promise<Answer<F>>) {
  return async (event: unknown): Promise<Answer<F>> => {
    const start = systemClock.now();
    const input = parsed(payloads[name].input, event, `the input of ${name}`) as Payload<F>;
    const log = logger({ function: name, run: (input as { run?: { id?: string } }).run?.id });
    try {
      const answer = await run(input, log);
      log.info('done', { ms: systemClock.now() - start });
      return parsed(payloads[name].output, answer, `the answer of ${name}`) as Answer<F>;
    } catch (error) {
      log.warn('failed', { error, ms: systemClock.now() - start });
      throw translate(error);
    }
  };
}

function parsed(schema: v.GenericSchema, value: unknown, what: string): unknown {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const found = problems(schema, result.issues).map(({ field, text }) => `${field || 'it'}: ${text}`);
  throw new Error(`${what} is not what lambdas/contract says: ${found.join('; ')}`);
}
