import { DeleteParameterCommand, GetParametersByPathCommand, type Parameter, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { parameters } from '../lambdas/contract/layout.ts';
import { nearest, problems } from '../lambdas/contract/problems.ts';
import { type SectionName, type Settings, sections } from '../lambdas/contract/settings.ts';
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

/** Reads defaults and overrides of every section. @throws CliError for an override that is no JSON object: clear its section first */
export async function readLayers(account: Account, model: string, cleared: readonly string[] = []): Promise<Layers> {
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
  return Object.fromEntries(
    sectionNames.map((section) => {
      const name = parameters.overrides(installation, model, section);
      const text = textOf(name);
      const override = text === undefined || cleared.includes(section) ? undefined : parsed(name, text, model, section);
      return [section, { defaults: parsed(section, textOf(parameters.defaults(installation, model, section)) ?? '{}', model), override }];
    }),
  ) as Layers;
}

function parsed(name: string, text: string, model: string, section?: string): Tree {
  try {
    const value: unknown = JSON.parse(text);
    if (isTree(value)) return value;
  } catch {
    // Said below, with what to do.
  }
  const how = section ? `Clear it: \`trainyard parameters ${model} --clear ${section}\`.` : 'Deploy the model’s stack again.';
  throw new CliError(`Expected a JSON object in ${name}; got ${text.slice(0, 60)}. ${how}`);
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
  return faults.length > 0 ? faults : acrossSections(settings as Settings);
}

function acrossSections({ training, evaluation }: Settings): string[] {
  const reported = training.metrics.map(({ name }) => name);
  if (reported.includes(evaluation.metric)) return [];
  const near = nearest(evaluation.metric, reported);
  const there = reported.length > 0 ? `there are ${reported.join(', ')}` : 'training.metrics is empty';
  return [`evaluation.metric: expected one of training.metrics, got "${evaluation.metric}"; ${near ? `did you mean "${near}"?` : there}`];
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
