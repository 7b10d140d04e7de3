import { AwsError } from '../errors.ts';

/** @throws AwsError InvalidExecutionInput with the words of AWS's parser, as far as they are known */
export function checkInput(text: string): void {
  const fault = jsonFault(text);
  if (fault) throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${fault}'`);
}

/** @throws AwsError InvalidOutput */
export function checkOutput(text: string): void {
  const fault = jsonFault(text);
  if (fault) throw new AwsError('InvalidOutput', `Invalid Output: '${fault}'`);
}

const EXPECTED = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/** What is wrong with a JSON text in Jackson's words where they are simple, else in JavaScript's; undefined when it is JSON. */
function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (text.trim() === '') return 'No content to map due to end-of-input';
    const token = /^\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1];
    if (token && !['null', 'true', 'false'].includes(token)) return `Unrecognized token '${token}': ${EXPECTED}`;
    return (error as Error).message;
  }
}
