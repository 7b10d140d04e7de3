import type { Instruction } from '../dockerfile/parse.ts';
import { ContainerError, refusal } from '../errors.ts';
import { CopyFault } from './copy.ts';
import { RefusedCommand } from './run-plan.ts';

/** Does something for an instruction; what it refuses is told with the instruction and its line. */
export function faultsAt<T>(instruction: Instruction, work: () => T): T {
  try {
    return work();
  } catch (error) {
    return rethrow(instruction, error);
  }
}

export function rethrow({ line, source }: Instruction, error: unknown): never {
  if (error instanceof RefusedCommand) throw refusal(line, source, error.message);
  if (error instanceof CopyFault) throw new ContainerError(`Dockerfile line ${line}: ${source}: ${error.message}`);
  throw error;
}
