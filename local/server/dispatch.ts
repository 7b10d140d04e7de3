import type { Authorizer } from '../iam/authorizer.ts';
import { AwsError } from '../services/errors.ts';
import { randomUuid } from '../services/ids.ts';
import { validate } from '../services/input.ts';
import type { AnyOperation, Service, ServiceName } from '../services/operation.ts';
import type { Caller, World } from '../world.ts';

export interface Dispatcher {
  readonly world: World;
  readonly services: readonly Service[];
  readonly authorizer: Authorizer;
}

/** The one way into an operation, from HTTP and from `world.call`: find it, check the input, check the caller, run it. */
export async function dispatch(
  { world, services, authorizer }: Dispatcher,
  serviceName: ServiceName,
  operationName: string,
  input: object,
  caller: Caller,
  requestId: string = randomUuid(world.random),
): Promise<unknown> {
  const service = services.find(({ name }) => name === serviceName);
  const operation = findOperation(services, serviceName, operationName);
  if (!service || !operation) throw unknownOperation(serviceName, operationName);
  validate(operation.input, input);
  authorizer.authorizeCall(service, operationName, input as Record<string, unknown>, caller);
  return operation.run(input, { world, caller, requestId });
}

/** The operation's definition; its input table also steers the decoding of protocols without types, such as Query. */
export function findOperation(services: readonly Service[], service: ServiceName, name: string): AnyOperation | undefined {
  return services.find((candidate) => candidate.name === service)?.operations.find((operation) => operation.name === name);
}

/** AWS answers no text; ours says what is missing. */
export function unknownOperation(service: string, operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The local ${service} service has no operation ${operation}`);
}
