import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { diagnose } from './definition.ts';

/** Says what CreateStateMachine would refuse, without creating anything. */
export const validateStateMachineDefinition = operation({
  name: 'ValidateStateMachineDefinition',
  input: {
    definition: text({ required: true, min: 1, max: 1_048_576 }),
    type: text({ of: ['STANDARD', 'EXPRESS'] }),
    severity: text({ of: ['ERROR', 'WARNING'] }),
    maxResults: number({ min: 0, max: 100, integer: true }),
  },
  run: ({ definition, type = 'STANDARD', severity = 'ERROR', maxResults }) => {
    const all = diagnose(definition, type);
    const shown = all.filter((one) => severity === 'WARNING' || one.severity === 'ERROR');
    const limit = maxResults || 100;
    return {
      result: all.some((one) => one.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: shown.slice(0, limit),
      truncated: shown.length > limit,
    };
  },
});
