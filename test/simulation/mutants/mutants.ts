import { locking } from './locking.ts';
import type { Mutant } from './mutant.ts';
import { serving } from './serving.ts';
import { telling } from './telling.ts';

/** Every mutant: each is known by its place in this list. */
export const mutants: readonly Mutant[] = [...telling, ...serving, ...locking];
