import { trusts } from '../../iam/roles.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { list, map, number, required, structure, text } from '../input.ts';

/** Name, partial ARN or ARN (Lambda API reference, FunctionName). */
export const functionName = text({ ...required, min: 1, max: 170 });

/** Members that CreateFunction and UpdateFunctionConfiguration share. */
export const configurationMembers = {
  Description: text({ max: 256 }),
  Timeout: number({ integer: true, min: 1, max: 900 }),
  MemorySize: number({ integer: true, min: 128, max: 10_240 }),
  Environment: structure({ Variables: map(text()) }),
  /** Kept; the local world writes no traces. */
  TracingConfig: structure({ Mode: text({ of: ['Active', 'PassThrough'] as const }) }),
  LoggingConfig: structure({
    LogFormat: text({ of: ['Text', 'JSON'] }),
    LogGroup: text({ min: 1, max: 512 }),
    ApplicationLogLevel: text(),
    SystemLogLevel: text(),
  }),
} as const;

/** The local world's own form of `Code`: the folder that the deploy unpacked or esbuild wrote. */
export const code = structure({ Directory: text(required) }, required);
export const architectures = list(text({ of: ['x86_64', 'arm64'] }), { max: 1 });

/** @throws AwsError for a role that Lambda may not take, as CreateFunction does */
export function needRole(world: World, role: string): void {
  if (!trusts(world, role, 'lambda.amazonaws.com'))
    throw new AwsError('InvalidParameterValueException', 'The role defined for the function cannot be assumed by Lambda.');
}

/** @throws AwsError for a runtime that is not Node's, or a variable that AWS keeps for itself */
export function checkConfiguration(runtime: string, environment: Readonly<Record<string, string>>): void {
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw new AwsError(
      'InvalidParameterValueException',
      `The local world runs Node.js functions: expected a runtime such as nodejs24.x, got ${runtime}`,
    );
  const reserved = Object.keys(environment).filter((name) => reservedNames.has(name));
  if (reserved.length === 0) return;
  throw new AwsError(
    'InvalidParameterValueException',
    `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
  );
}

const reservedNames = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);
