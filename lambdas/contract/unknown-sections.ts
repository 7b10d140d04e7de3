import { parameters } from './layout.ts';
import { nearest } from './problems.ts';
import { sections } from './settings.ts';

const known = Object.keys(sections);
const kinds = ['defaults', 'overrides'] as const;

/** Every name that looks like settings and would be read by nobody: of parameters below the model's path, and of an execution's options. */
export function unknownSections(installation: string, model: string, names: readonly string[], options: readonly string[]): string[] {
  const root = `/${installation}/${model}/`;
  return [
    ...names.flatMap((name) => {
      const fault = faultOf(installation, model, name.slice(root.length).split('/'));
      return fault ? [`${name}: ${fault}`] : [];
    }),
    ...options.filter((name) => !known.includes(name)).map((name) => `the execution's options.${name}: ${unknown(name)}`),
  ];
}

function faultOf(installation: string, model: string, [kind = '', section, ...rest]: readonly string[]): string | undefined {
  const meant = kinds.find((name) => name === kind) ?? nearKind(kind);
  if (meant === undefined) return undefined;
  if (meant !== kind) return `no settings are read from there; did you mean ${meant}/${section ?? known[1]}?`;
  const whole = (name: string) => parameters[meant](installation, model, name);
  if (section === undefined)
    return `expected one parameter for each section, such as ${whole('training')}: write one for each, and delete this one`;
  if (!known.includes(section)) return unknown(section);
  if (rest.length === 0) return undefined;
  const value = rest.reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, '…');
  return `expected all of a section in one parameter: write ${value} into ${whole(section)}, and delete this one`;
}

const nearKind = (kind: string): (typeof kinds)[number] | undefined => kinds.find((name) => nearest(kind, [name]) !== undefined);

function unknown(name: string): string {
  const near = nearest(name, known);
  return `unknown section; ${near ? `did you mean "${near}"?` : `expected one of ${known.join(', ')}`}`;
}
