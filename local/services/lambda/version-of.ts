import { frozenFolder } from '../../functions/code-store.ts';
import type { FunctionVersion } from '../../functions/function-version.ts';
import type { World } from '../../world.ts';
import { type FunctionRecord, functionArn, latest } from './records.ts';

/** What the worker pool needs of a record. */
export function versionOf(world: World, record: FunctionRecord): FunctionVersion {
  return {
    arn: functionArn(world, { name: record.name, ...(record.version !== latest && { qualifier: record.version }) }),
    name: record.name,
    version: record.version,
    revision: record.revisionId,
    handler: record.handler,
    codeDir: frozenFolder(world, record.codeHash),
    role: record.role,
    timeoutSeconds: record.timeout,
    memoryMb: record.memory,
    environment: record.environment,
    logGroup: record.logging.LogGroup,
    logFormat: record.logging.LogFormat,
  };
}
