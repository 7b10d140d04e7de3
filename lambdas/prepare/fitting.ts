import type { Deployed } from '../contract/deployed.ts';
import { ErrorName } from '../contract/errors.ts';
import type { ExecutionInput } from '../contract/execution-input.ts';
import type { Settings } from '../contract/settings.ts';
import { beyondFolder } from '../contract/settings-checks.ts';
import { PipelineError } from '../shared/errors.ts';

/** What a release is deployed with: nothing else of the settings has a say in a rollback. */
const ofReleases = ['deployment', 'notifications', 'triggers'];

/**
 * Refuses what was asked for and nobody would do: a commit of a packaged folder or of a release, options that a release ignores, settings
 * of a source that the stack was not made with.
 * @throws InvalidInput, InvalidSettings
 */
export function requireFitting(wanted: ExecutionInput, source: Deployed['source'], settings: Settings, model: string): void {
  const asked = wanted.commit !== undefined ? 'commit' : wanted.push !== undefined ? 'push' : undefined;
  if (asked && wanted.release !== undefined)
    throw invalidInput(`${asked} and release: a release is deployed as it was registered, nothing is built: name one of the two`);
  if (asked && source.type === 'folder')
    throw invalidInput(
      `${asked}: ${model} is built from the folder that its deploy packaged, which has no commits: leave ${asked} out. ` +
        'To build something else deploy that folder, or set source.type to codecommit or github',
    );
  const idle = wanted.release === undefined ? [] : Object.keys(wanted.options ?? {}).filter((section) => !ofReleases.includes(section));
  if (idle.length > 0)
    throw invalidInput(
      `options.${idle.join(', options.')}: a release is deployed as it was registered, nothing is built or trained: leave them out, or start a run without release`,
    );
  if (settings.source.type !== source.type)
    throw invalidSettings(
      model,
      `source.type: expected ${source.type}, which its stack was deployed with, got ${settings.source.type}: remove the override, or deploy the model with that source`,
    );
  const [beyond] = beyondFolder(settings.source);
  if (beyond) throw invalidSettings(model, `${beyond.field}: ${beyond.text}: remove the override`);
}

const invalidInput = (fault: string) => new PipelineError(ErrorName.InvalidInput, `The execution's input is wrong. ${fault}.`);
const invalidSettings = (model: string, fault: string) =>
  new PipelineError(ErrorName.InvalidSettings, `The settings of ${model} are wrong. ${fault}.`);
