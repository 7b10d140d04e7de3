import type { World } from '../../world.ts';
import { randomUuid } from '../ids.ts';
import { type FunctionRecord, functionArn, latest } from './records.ts';

/** A record as GetFunctionConfiguration and its kin answer it. */
export function configurationOf(world: World, record: FunctionRecord, qualified = record.version !== latest) {
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(world, { name: record.name, ...(qualified && { qualifier: record.version }) }),
    Runtime: record.runtime,
    Role: record.role,
    Handler: record.handler,
    CodeSize: record.codeSize,
    Description: record.description,
    Timeout: record.timeout,
    MemorySize: record.memory,
    LastModified: record.lastModified.toISOString().replace('Z', '+0000'),
    CodeSha256: Buffer.from(record.codeHash, 'hex').toString('base64'),
    Version: record.version,
    Environment: { Variables: record.environment },
    TracingConfig: { Mode: record.tracing ?? 'PassThrough' },
    RevisionId: record.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: record.architectures,
    EphemeralStorage: { Size: 512 },
    LoggingConfig: record.logging,
  };
}

/** What every change of a function renews. */
export const renewed = (world: World) => ({ revisionId: randomUuid(world.random), lastModified: new Date(world.clock.now()) });
