import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { flag, type Infer, list, number, structure, text } from '../input.ts';
import { functionArn, needFunction, readFunctionName } from './records.ts';

/** Members that CreateFunctionUrlConfig and UpdateFunctionUrlConfig share. A URL belongs to a function or an alias, never to a version. */
export const urlMembers = {
  Qualifier: text({ pattern: '(?!^[0-9]+$)(^[a-zA-Z0-9-_]+$)' }),
  Cors: structure({
    AllowCredentials: flag(),
    AllowHeaders: list(text({ max: 1024 }), { max: 100 }),
    AllowMethods: list(text({ max: 6 }), { max: 6 }),
    AllowOrigins: list(text({ min: 1, max: 253 }), { max: 100 }),
    ExposeHeaders: list(text({ max: 1024 }), { max: 100 }),
    MaxAge: number({ integer: true, min: 0, max: 86_400 }),
  }),
  InvokeMode: text({ of: ['BUFFERED', 'RESPONSE_STREAM'] }),
} as const;

export type Cors = Infer<(typeof urlMembers)['Cors']['members']>;

export interface UrlConfig {
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly cors?: Cors;
  /** What AWS makes the host name of. */
  readonly id: string;
  readonly created: Date;
  readonly modified: Date;
}

/** By function name. */
export const urlConfigs = (world: World): Table<UrlConfig> => world.store.table('lambda/url-configs');

/** Where the world's server answers for a function's URL; AWS has a host name for each. */
export const urlPath = '/_trainyard/url/';

/** @throws AwsError ResourceNotFoundException for a function, or an alias, that is not there */
export function needUrlFunction(world: World, functionName: string, qualifier: string | undefined): string {
  const reference = readFunctionName(functionName, qualifier);
  needFunction(world, reference);
  return reference.name;
}

/** @throws AwsError ResourceNotFoundException */
export function needUrlConfig(world: World, name: string): UrlConfig {
  const config = urlConfigs(world).get(name);
  if (config) return config;
  throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, { Type: 'User' });
}

/** @throws AwsError for streamed answers, which this world does not have */
export function checkInvokeMode(mode: string | undefined): void {
  if (mode === 'RESPONSE_STREAM')
    throw new AwsError(
      'InvalidParameterValueException',
      'The local Lambda answers function URLs whole: expected InvokeMode BUFFERED, got RESPONSE_STREAM',
    );
}

/** As Create, Get and Update answer it. The address is this world's, whatever port it got. */
export const urlView = (world: World, name: string, { authType, cors, created, modified }: UrlConfig) => ({
  FunctionUrl: `${world.endpointUrl}${urlPath}${name}/`,
  FunctionArn: functionArn(world, { name }),
  AuthType: authType,
  ...(cors && { Cors: cors }),
  CreationTime: created.toISOString(),
  LastModifiedTime: modified.toISOString(),
  InvokeMode: 'BUFFERED',
});
