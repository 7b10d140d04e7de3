import { nearest } from '../lambdas/contract/problems.ts';
import { type SectionName, sections } from '../lambdas/contract/settings.ts';
import { valueAt } from '../lambdas/contract/written.ts';
import { usageError } from './cli-error.ts';

/** Where a setting is: its section first. A name with a dot in it (a metric's) is out of reach of this notation: set its mapping as JSON. */
export type SettingPath = readonly [SectionName, ...string[]];

/**
 * `training.hyperparameters.epochs=50` → its path and value. The value is JSON where it is, else text; a setting that takes text
 * gets what was written, 1.10 and not 1.1.
 * @throws CliError that names the wrong part and the section that was meant
 */
export function assignment(text: string, where: string): { path: SettingPath; value: unknown } {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const wrong = usageError(`Expected ${where} SECTION.KEY=VALUE; got "${text}".`);
  if (path === undefined || value === undefined) throw wrong;
  const found = settingPath(path, where);
  if (found.length < 2) throw wrong;
  const [section, ...keys] = found;
  return { path: found, value: valueAt(sections[section], keys, value) };
}

/** `training.instanceType` → its parts. @throws CliError for a section that does not exist, or an empty part */
export function settingPath(text: string, where: string): SettingPath {
  const [section = '', ...keys] = text.split('.');
  const names = Object.keys(sections);
  if (!names.includes(section)) {
    const near = nearest(section, names);
    throw usageError(
      `Expected ${where} to begin with one of ${names.join(', ')}; got "${section}"${near ? `: did you mean ${near}?` : '.'}`,
    );
  }
  if (keys.some((key) => key === '')) throw usageError(`Expected ${where} SECTION.KEY=VALUE; got "${text}".`);
  return [section as SectionName, ...keys];
}
