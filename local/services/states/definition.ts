import { type Diagnostic, validateDefinition } from '../../asl/index.ts';
import { AwsError } from '../errors.ts';

/** What is wrong with a definition, as ValidateStateMachineDefinition says it. */
export function diagnose(definition: string, type: string): Diagnostic[] {
  return validateDefinition(definition, { express: type === 'EXPRESS' });
}

/** @throws AwsError InvalidDefinition with every error, each as `CODE: message at /pointer` */
export function checkDefinition(definition: string, type: string): void {
  const errors = diagnose(definition, type).filter(({ severity }) => severity === 'ERROR');
  if (errors.length === 0) return;
  const texts = errors.map(({ code, message, location }) => `${code}: ${message} at ${location ?? null}`);
  throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${texts.join(', ')}'`);
}
