import { DeleteParameterCommand, GetParametersByPathCommand, type Parameter, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { parameters } from '../lambdas/contract/layout.ts';
import { metricHints } from '../lambdas/contract/metric-regex.ts';
import { problems } from '../lambdas/contract/problems.ts';
import { type SectionName, type Settings, sections } from '../lambdas/contract/settings.ts';
import { acrossSections } from '../lambdas/contract/settings-checks.ts';
import { line } from '../lambdas/contract/text.ts';
import { unknownSections } from '../lambdas/contract/unknown-sections.ts';
import { asWritten, parseJson } from '../lambdas/contract/written.ts';
import type { Account } from './account.ts';
import { CliError, usageError } from './cli-error.ts';
import { isTree, merge, type Tree } from './tree.ts';

/** What is in Parameter Store for one section of a model's settings. */
export interface SectionLayers {
  readonly defaults: Tree;
  /** Undefined: nobody overrides anything of it. */
  readonly override: Tree | undefined;
}
export type Layers = Readonly<Record<SectionName, SectionLayers>>;

export const sectionNames = Object.keys(sections) as SectionName[];

/** What Parameter Store has of a model. */
export interface StoredSettings {
  readonly layers: Layers;
  /** What is wrong with parameters that look like settings and that no run reads, each with what to do. */
  readonly stray: readonly string[];
}

/** Reads defaults and overrides of every section. @throws CliError for an override that is no JSON object: clear its section first */
export async function readSettings(account: Account, model: string, cleared: readonly string[] = []): Promise<StoredSettings> {
  const { installation } = account;
  const found: Parameter[] = [];
  let NextToken: string | undefined;
  do {
    const page = await account.ssm.send(
      new GetParametersByPathCommand({ Path: `/${installation}/${model}/`, Recursive: true, MaxResults: 10, NextToken }),
    );
    found.push(...(page.Parameters ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  const textOf = (name: string) => found.find(({ Name }) => Name === name)?.Value;
  const layers = Object.fromEntries(
    sectionNames.map((section) => {
      const name = parameters.overrides(installation, model, section);
      const text = textOf(name);
      const override = text === undefined || cleared.includes(section) ? undefined : parsed(name, text, model, section, true);
      return [
        section,
        { defaults: parsed(section, textOf(parameters.defaults(installation, model, section)) ?? '{}', model, section, false), override },
      ];
    }),
  ) as Layers;
  const names = found.map(({ Name = '' }) => Name);
  return { layers, stray: unknownSections(installation, model, names, []) };
}

function parsed(name: string, text: string, model: string, section: SectionName, isOverride: boolean): Tree {
  try {
    const value = asWritten(sections[section], parseJson(text));
    if (isTree(value)) return value;
  } catch {
    // Said below, with what to do.
  }
  const how = isOverride ? `Clear it: \`trainyard parameters ${model} --clear ${section}\`.` : 'Deploy the model’s stack again.';
  throw new CliError(`Expected a JSON object in ${name}; got ${line(text, 60)}. ${how}`);
}

/** Defaults with the overrides over them: what the next run gets. */
export const effective = ({ defaults, override }: SectionLayers): Tree => merge(defaults, override ?? {});

/** What is wrong with these settings, in Prepare's words: `trainning: unknown; did you mean "training"?`. */
export function faultsOf(layers: Layers): string[] {
  const settings: Record<string, unknown> = {};
  const faults = sectionNames.flatMap((section) => {
    const result = v.safeParse(sections[section], effective(layers[section]));
    if (result.success) settings[section] = result.output;
    return result.success ? [] : problems(sections[section], result.issues).map(({ field, text }) => `${section}.${field}: ${text}`);
  });
  return faults.length > 0 ? faults : acrossSections(settings as Settings).map(({ field, text }) => `${field}: ${text}`);
}

/** What is right and will yet find nothing. */
export function hintsOf(layers: Layers): string[] {
  const training = v.safeParse(sections.training, effective(layers.training));
  return training.success ? metricHints(training.output.metrics) : [];
}

/** Standard parameters of Parameter Store hold this much. */
const bytesAtMost = 4096;

/** Writes a section's override, or deletes its parameter where nothing is left of it. @throws CliError when it is too long */
export async function writeOverride(account: Account, model: string, section: SectionName, override: Tree): Promise<void> {
  const Name = parameters.overrides(account.installation, model, section);
  if (Object.keys(override).length === 0) {
    await account.ssm.send(new DeleteParameterCommand({ Name })).catch((error: Error) => {
      if (error.name !== 'ParameterNotFound') throw error;
    });
    return;
  }
  const Value = JSON.stringify(override);
  if (Buffer.byteLength(Value) > bytesAtMost) {
    throw usageError(
      `Expected the overrides of ${section} to be at most ${bytesAtMost} bytes as JSON (SSM's limit); got ${Buffer.byteLength(Value)}.`,
    );
  }
  await account.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
}
