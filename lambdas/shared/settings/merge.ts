import * as v from 'valibot';
import { ErrorName } from '../../contract/errors.ts';
import { parameters as names } from '../../contract/layout.ts';
import { problems } from '../../contract/problems.ts';
import { type SectionName, type Settings, sections } from '../../contract/settings.ts';
import { acrossSections } from '../../contract/settings-checks.ts';
import { line } from '../../contract/text.ts';
import { unknownSections } from '../../contract/unknown-sections.ts';
import { asWritten, parseJson } from '../../contract/written.ts';
import { PipelineError } from '../errors.ts';
import type { ModelParameters } from './parameters.ts';

export interface MergedSettings {
  readonly settings: Settings;
  /** `training.hyperparameters.epochs = 50 (override)`. */
  readonly overrides: string[];
  /** Name → version of every parameter read. */
  readonly versions: Record<string, number>;
}

type Document = Readonly<Record<string, unknown>>;

/** One section's three sources, weakest first. */
interface Layer {
  readonly where: string;
  readonly document: Document;
  readonly kind: 'default' | 'override' | 'option';
}

/**
 * Merges the defaults of the stack, the overrides of people and the options of the execution, section by section. Mappings are merged, all
 * else is replaced whole.
 * @throws InvalidSettings with every fault: the parameter, the field, what was expected, what came
 */
export function mergeSettings(
  installation: string,
  { model, parameters }: ModelParameters,
  options: Readonly<Record<string, Document>>,
): MergedSettings {
  const faults = [
    ...unknownSections(
      installation,
      model,
      parameters.map(({ name }) => name),
      Object.keys(options),
    ),
  ];
  const settings: Record<string, unknown> = {};
  const overrides: string[] = [];
  const ours = new Set(Object.keys(sections).flatMap((section) => layerNames(installation, model, section).map(([, name]) => name)));
  const versions = Object.fromEntries(parameters.filter(({ name }) => ours.has(name)).map(({ name, version }) => [name, version]));

  for (const section of Object.keys(sections) as SectionName[]) {
    const { layers, unread } = layersOf(installation, { model, parameters }, section, options[section]);
    faults.push(...unread);
    const result = v.safeParse(sections[section], mergeLayers(layers));
    if (result.success) settings[section] = result.output;
    else
      for (const { field, text } of problems(sections[section], result.issues))
        faults.push(`${origin(layers, field) ?? names.defaults(installation, model, section)}: ${field}: ${text}`);
    for (const { document, kind } of layers)
      if (kind !== 'default') overrides.push(...leaves(document, section).map((line) => `${line} (${kind})`));
  }

  if (faults.length === 0)
    for (const { field, text } of acrossSections(settings as Settings))
      faults.push(`${names.defaults(installation, model, field.split('.')[0] ?? '')}: ${field.slice(field.indexOf('.') + 1)}: ${text}`);
  if (faults.length > 0) throw new PipelineError(ErrorName.InvalidSettings, `The settings of ${model} are wrong. ${faults.join('; ')}`);
  return { settings: settings as Settings, overrides, versions };
}

/**
 * One section as a run of the model has it, for what happens before a run. Where it is invalid: its defaults, so that the run begins and
 * Prepare says what is wrong.
 */
export function sectionSettings<S extends 'source' | 'triggers' | 'notifications'>(
  installation: string,
  found: ModelParameters,
  section: S,
  option?: Document,
): Settings[S] {
  const { layers, unread } = layersOf(installation, found, section, option);
  const result = v.safeParse(sections[section], mergeLayers(layers));
  return (unread.length === 0 && result.success ? result.output : v.parse(sections[section], {})) as Settings[S];
}

const layerNames = (installation: string, model: string, section: string) =>
  [
    ['default', names.defaults(installation, model, section)],
    ['override', names.overrides(installation, model, section)],
  ] as const;

function layersOf(installation: string, { model, parameters }: ModelParameters, section: SectionName, option: Document | undefined) {
  const layers: Layer[] = [];
  const unread: string[] = [];
  for (const [kind, name] of layerNames(installation, model, section)) {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (!parameter) continue;
    const document = parse(section, parameter.value);
    if (document) layers.push({ where: name, document, kind });
    else unread.push(`${name}: expected a JSON object, got ${line(parameter.value, 60)}`);
  }
  if (option) layers.push({ where: `the execution's options.${section}`, document: option, kind: 'option' });
  return { layers, unread };
}

const mergeLayers = (layers: readonly Layer[]): Document => layers.reduce<Document>((all, { document }) => merge(all, document), {});

/** What is text in the settings keeps its spelling: 1.10 stays 1.10, and no digit of a long number is lost. */
function parse(section: SectionName, text: string): Document | undefined {
  try {
    const value = asWritten(sections[section], parseJson(text));
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMapping = (value: unknown): value is Document => value !== null && typeof value === 'object' && !Array.isArray(value);

function merge(weak: Document, strong: Document): Document {
  const merged: Record<string, unknown> = { ...weak };
  for (const [key, value] of Object.entries(strong)) {
    const below = merged[key];
    merged[key] = isMapping(below) && isMapping(value) ? merge(below, value) : value;
  }
  return merged;
}

/** The strongest source that says something of the field: that is where it has to be mended. */
function origin(layers: readonly Layer[], field: string): string | undefined {
  const has = (document: Document) => {
    let value: unknown = document;
    for (const key of field.split('.')) {
      if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return false;
      value = (value as Document)[key];
    }
    return true;
  };
  return layers.findLast(({ document }) => has(document))?.where;
}

function leaves(value: unknown, path: string): string[] {
  if (isMapping(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`));
  return [`${path} = ${JSON.stringify(value)}`];
}
