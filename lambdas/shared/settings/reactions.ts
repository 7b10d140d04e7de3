import type { ExecutionInput } from '../../contract/execution-input.ts';
import type { Wish } from '../model-state/reduce.ts';
import { sectionSettings } from './merge.ts';
import type { ModelParameters } from './parameters.ts';

/** What the model's settings, and the options of a launch, say of how the launch is to be treated. */
export const reactions = (
  installation: string,
  found: ModelParameters,
  options: NonNullable<ExecutionInput['options']> = {},
): Omit<Wish, 'launch'> => ({
  mode: sectionSettings(installation, found, 'triggers', options.triggers).mode,
  mails: sectionSettings(installation, found, 'notifications', options.notifications).mails,
});
