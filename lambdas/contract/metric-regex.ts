import { Fault, translate } from './regex-translation.ts';

/** A metric's regular expression, read as SageMaker reads it, for JavaScript to search lines with. */
export interface MetricPattern {
  readonly pattern: RegExp;
  /** Which of the pattern's groups is the value: the first that people wrote. */
  readonly group: number;
  /** Control characters that it searches for, by code. */
  readonly controls: readonly number[];
}

/**
 * Reads the regular expression of a metric definition. AWS does not say which engine reads it; its services are written in Java, so Java's
 * syntax is taken where the engines differ, and what another usual engine would read differently is refused.
 * @throws RegexFault in words that follow "expected"
 */
export function readMetricRegex(regex: string): MetricPattern {
  const { source, group, controls } = translate(regex);
  if (group === undefined) throw new Fault('a regular expression with a group in parentheses around the value, such as auc=([0-9.]+)');
  try {
    return { pattern: new RegExp(source, 'gu'), group, controls };
  } catch (error) {
    throw new Fault(`a regular expression (${(error as Error).message.replace(/^.*: /, '')})`);
  }
}

/** What is wrong with a metric's regular expression: words that follow "expected"; undefined where nothing is. */
export function metricRegexFault(regex: string): string | undefined {
  try {
    readMetricRegex(regex);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/**
 * How SageMaker writes a control character into a training's log, before it reads metrics there: `#` and three octal digits, as syslog
 * does. Its own algorithms' definitions search for `#011` where the program prints a tab.
 */
export const escapedControl = (code: number): string => `#${code.toString(8).padStart(3, '0')}`;

const names: Readonly<Record<number, string>> = { 9: 'a tab', 10: 'a line end', 13: 'a carriage return', 27: 'an escape' };

/** What to write in place of control characters, for each metric that searches for some: it would match nothing. */
export function metricHints(metrics: readonly { readonly name: string; readonly regex: string }[]): string[] {
  return metrics.flatMap(({ name, regex }, index) => {
    if (metricRegexFault(regex) !== undefined) return [];
    const searched = readMetricRegex(regex).controls;
    return searched.map((code) => {
      const what = names[code] ?? `the control character ${code}`;
      const how = code === 10 ? 'reads line by line, so it never comes' : `writes ${escapedControl(code)} for it before it reads metrics`;
      const instead = code === 10 ? '' : `: write ${escapedControl(code)}`;
      return `training.metrics.${index}.regex: ${name} searches for ${what}, and SageMaker ${how}${instead}.`;
    });
  });
}
