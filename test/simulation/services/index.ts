import { Readable } from 'node:stream';
import type { AnyOperation, CallContext, Service } from '../../../local/services/operation.ts';
import { services as real } from '../../../local/services/registry.ts';
import { invocationOf } from '../functions/invocation.ts';
import { simulatedCodecommit } from './codecommit.ts';

/** Stands between every caller and an operation: answers, fails, delays, or lets it happen. */
export type Around = (
  service: string,
  operation: string,
  input: object,
  context: CallContext,
  run: () => Promise<unknown>,
) => Promise<unknown>;

/** At a start these look at folders that a simulated world does not have, and alarms need no timer: data makes them look. */
const idleAtStart = new Set(['lambda', 'ecr', 'codebuild', 'cloudwatch', 'logs', 'sqs', 'sagemaker']);

/** The local world's services, each operation called through `around`. */
export function simulatedServices(around: Around): Service[] {
  return real.map((service): Service => {
    const { operations, ...rest } = service.name === 'codecommit' ? simulatedCodecommit : service;
    const wrapped = operations.map(
      (operation): AnyOperation => ({
        ...operation,
        run: async (given: object, context: CallContext) => {
          const input = await whole(given);
          try {
            return await around(service.name, operation.name, input, context, async () => operation.run(input, context));
          } catch (error) {
            const own = invocationOf(context.caller);
            if (own && String((input as { Key?: unknown }).Key).startsWith('state/')) own.stateDeniedAt = context.world.clock.now();
            throw error;
          }
        },
      }),
    );
    const { start: _start, ...withoutStart } = rest;
    return idleAtStart.has(service.name) ? { ...withoutStart, operations: wrapped } : { ...rest, operations: wrapped };
  });
}

/** What came over the wire has its body as a stream, which can be read once: observers want to read it too. */
async function whole(input: object): Promise<object> {
  const { Body } = input as { Body?: unknown };
  return Body instanceof Readable ? { ...input, Body: Buffer.concat(await Body.toArray()) } : input;
}
