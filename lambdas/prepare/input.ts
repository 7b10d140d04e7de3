import * as v from 'valibot';
import { ErrorName } from '../contract/errors.ts';
import { type ExecutionInput, executionInput, startInput } from '../contract/execution-input.ts';
import { problems } from '../contract/problems.ts';
import { line } from '../contract/text.ts';
import { PipelineError } from '../shared/errors.ts';

/**
 * What an execution was started for.
 * @throws InvalidInput naming each wrong field, what was expected and what came
 */
export function parseInput(input: unknown): ExecutionInput {
  const { asked, trigger, event } = startInput(input === undefined ? {} : input);
  if (event !== undefined)
    throw new PipelineError(
      ErrorName.InvalidInput,
      `The execution's input is an event (${line(event, 200)}), which says no model: give the rule's target a constant input, {"model": "NAME"}.`,
    );
  const result = v.safeParse(executionInput, asked);
  if (result.success) return { ...(trigger !== undefined && { trigger }), ...result.output };
  const faults = problems(executionInput, result.issues).map(({ field, text }) => `${field || 'the input'}: ${text}`);
  throw new PipelineError(ErrorName.InvalidInput, `The execution's input is wrong. ${faults.join('; ')}. {} runs the only model.`);
}
