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
  requestId?: string,
): Promise<unknown> {
  const found = lookUp(services, serviceName, operationName);
  if (!found) throw unknownOperation(serviceName, operationName);
  validate(found.operation.input, input);
  authorizer.authorizeCall(found.service, operationName, input as Record<string, unknown>, caller);
  let id = requestId;
  return found.operation.run(input, {
    world,
    caller,
    // Few operations ask for it, and drawing one costs more than many of them.
    get requestId() {
      id ??= randomUuid(world.random);
      return id;
    },
  });
}

interface Found {
  readonly service: Service;
  readonly operation: AnyOperation;
}

/** Services → `<service>:<operation>` → what answers it. */
const tables = new WeakMap<readonly Service[], ReadonlyMap<string, Found>>();

function lookUp(services: readonly Service[], service: ServiceName, name: string): Found | undefined {
  let table = tables.get(services);
  if (!table) {
    table = new Map(
      services.flatMap((one) => one.operations.map((operation) => [`${one.name}:${operation.name}`, { service: one, operation }] as const)),
    );
    tables.set(services, table);
  }
  return table.get(`${service}:${name}`);
}

/** The operation's definition; its input table also steers the decoding of protocols without types, such as Query. */
export function findOperation(services: readonly Service[], service: ServiceName, name: string): AnyOperation | undefined {
  return lookUp(services, service, name)?.operation;
}

/** AWS answers no text; ours says what is missing. */
export function unknownOperation(service: string, operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The local ${service} service has no operation ${operation}`);
}
