import { delay } from '../../local/clock.ts';
import { AwsError } from '../../local/services/errors.ts';
import { TaskFault } from '../../local/services/states/tasks/task-fault.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { Case, LambdaBehaviour } from './case-file.ts';

/** Lambda as far as a case describes it: the function's behaviour, in Python's JSON, as the recorded functions were Python. */
export function caseLambda(file: Case, clock: VirtualClock) {
  const calls = new Map<string, number>();
  return async (input: Record<string, unknown>): Promise<unknown> => {
    const name = String(input.FunctionName);
    const [arn, behaviour] = find(file, name);
    const call = calls.get(arn) ?? 0;
    calls.set(arn, call + 1);
    const refused = behaviour?.recordedFailure ?? behaviour?.recorded;
    if (refused) throw new TaskFault(refused.error, text(refused.cause));
    if (!behaviour || behaviour.missing) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}:$LATEST`, 404);
    if (behaviour.delaySeconds) await delay(clock, behaviour.delaySeconds * 1000);
    if (behaviour.raises) return raised(behaviour.raises, call);
    const event = JSON.parse(new TextDecoder().decode(input.Payload as Uint8Array));
    return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: new TextEncoder().encode(pythonJson(result(behaviour, event, call))) };
  };
}

function find(file: Case, name: string): [string, LambdaBehaviour | undefined] {
  const found = Object.entries(file.lambdas ?? {}).find(([arn]) => arn === name || arn.endsWith(`:function:${name}`));
  return found ?? [name, undefined];
}

function result(behaviour: LambdaBehaviour, event: unknown, call: number): unknown {
  if (behaviour.returnsInOrder) return behaviour.returnsInOrder[Math.min(call, behaviour.returnsInOrder.length - 1)];
  if (behaviour.returnsRepeated) return behaviour.returnsRepeated.text.repeat(behaviour.returnsRepeated.times);
  return behaviour.echo ? event : behaviour.returns;
}

function raised({ errorMessage, errorType, stackTrace }: NonNullable<LambdaBehaviour['raises']>, call: number) {
  const requestId = `00000000-0000-4000-8000-${String(call).padStart(12, '0')}`;
  const payload = JSON.stringify({ errorMessage, errorType, requestId, stackTrace });
  return { StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled', Payload: new TextEncoder().encode(payload) };
}

const text = (value: unknown): string | undefined => (value === undefined || typeof value === 'string' ? value : JSON.stringify(value));

/** json.dumps: a space after each comma and colon, which Content-Length counts. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonJson(item)}`);
  return `{${members.join(', ')}}`;
}
