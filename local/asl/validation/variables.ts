import type { Raw } from '../compile.ts';
import { isObject } from '../values.ts';
import type { Findings } from './diagnostics.ts';

/** Checks an Assign's names. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html: their form, and the reserved one. */
export function checkAssign(raw: Raw, findings: Findings, path: string): void {
  if (!('Assign' in raw)) return;
  if (!isObject(raw.Assign)) {
    findings.schema('Expected value of type Object', `${path}/Assign`);
    return;
  }
  for (const name of Object.keys(raw.Assign)) {
    const bare = bareName(name);
    if (bare === 'states') findings.schema("Variable name 'states' is reserved", `${path}/Assign/${name}`);
    else if (!/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(bare))
      findings.schema('Variable names begin with a letter and have letters, digits and underscores, 80 at most', `${path}/Assign/${name}`);
  }
}

/** Returns a variable's name without the `.$` that a JSONPath state writes after it. */
export function bareName(key: string): string {
  return key.replace(/\.\$$/, '');
}
