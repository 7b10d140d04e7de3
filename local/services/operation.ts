import type { Caller, World } from '../world.ts';
import type { Infer, Members } from './input.ts';

export type ServiceName =
  | 'cloudformation'
  | 'cloudwatch'
  | 'codebuild'
  | 'codecommit'
  | 'ecr'
  | 'events'
  | 'iam'
  | 'kms'
  | 'lambda'
  | 'logs'
  | 's3'
  | 'sagemaker'
  | 'sagemaker-runtime'
  | 'secretsmanager'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'states'
  | 'sts';

export interface CallContext {
  readonly world: World;
  readonly caller: Caller;
  readonly requestId: string;
}

/** One AWS operation: its input table as data, and what it does. Throws AwsError. */
export interface Operation<M extends Members = Members, O = unknown> {
  readonly name: string;
  readonly input: M;
  run(input: Infer<M>, context: CallContext): Promise<O> | O;
}

/** Returns its argument: the typing of `run` comes from the input table. */
export function operation<const M extends Members, O>(definition: Operation<M, O>): Operation<M, O> {
  return definition;
}

// biome-ignore lint/suspicious/noExplicitAny: a registry holds operations of every input type.
export type AnyOperation = Operation<any, unknown>;

export interface Service {
  readonly name: ServiceName;
  readonly operations: readonly AnyOperation[];
  /**
   * The policy document (JSON) on the resource that this call touches, asked for when an AWS service calls by itself
   * (`Caller.service`). Without this function every such call is allowed.
   */
  resourcePolicy?(world: World, operation: string, input: Record<string, unknown>): { arn: string; policy: string | undefined };
  /** Brings back what a restart interrupted (an endpoint's container, a running build). Called in registry order. */
  start?(world: World): Promise<void> | void;
  /** Called once every service has started and the world's address is known: work that calls others may begin. */
  ready?(world: World): void;
  /** Ends every process and timer of this service. Called in reverse order. */
  stop?(world: World): Promise<void> | void;
}
