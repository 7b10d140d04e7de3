/** One finding about a definition, as ValidateStateMachineDefinition gives it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** JSON pointer, with array places as `Choices[0]`; AWS leaves it out where a finding has no place. */
  readonly location?: string;
}

/** Findings in the order in which AWS's two passes report them: what is in the fields, then where states lead. */
export class Findings {
  readonly all: Diagnostic[] = [];

  schema(message: string, location: string): void {
    this.error('SCHEMA_VALIDATION_FAILED', message, location);
  }

  error(code: string, message: string, location?: string): void {
    this.all.push({ severity: 'ERROR', code, message, ...(location === undefined ? {} : { location }) });
  }
}
