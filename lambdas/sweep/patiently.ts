import { ErrorName } from '../contract/errors.ts';
import type { Clock } from '../shared/clock.ts';
import { PipelineError, translate } from '../shared/errors.ts';

// The function has five minutes, and the next sweep is five minutes away.
const pauseMs = 1000;
const attempts = 6;

/**
 * Calls again after a while what AWS throttles: a sweep of hundreds of models asks some APIs for more than they take (two lists a second are
 * SageMaker's), and then goes as fast as it is answered.
 * @throws what `run` threw last
 */
export async function patiently<T>(clock: Clock, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const known = translate(error);
      if (!(known instanceof PipelineError) || known.name !== ErrorName.Throttled || attempt === attempts) throw error;
      await clock.delay(pauseMs);
    }
  }
}
