import { flag, list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { badPath } from './errors.ts';
import { type Filter, matching } from './filters.ts';
import { type ParameterVersion, page, parameterTable, shape } from './parameters.ts';

/** The parameters below a path, ten at a time at most. */
export const getParametersByPath = operation({
  name: 'GetParametersByPath',
  input: {
    Path: text({ required: true, min: 1, max: 2048 }),
    Recursive: flag(),
    WithDecryption: flag(),
    ParameterFilters: list(structure({ Key: text(required), Option: text(), Values: list(text()) })),
    MaxResults: number({ integer: true, min: 1, max: 10 }),
    NextToken: text(),
  },
  run: (input, { world }) => {
    if (!/^\/([A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*\/?)?$/.test(input.Path)) throw badPath();
    const prefix = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
    const records = parameterTable(world)
      .values()
      .filter(({ name }) => name.startsWith(prefix) && (input.Recursive || !name.slice(prefix.length).includes('/')))
      .filter((record) => matching(record, (input.ParameterFilters ?? []) as Filter[]));
    const { items, next } = page(input, {
      of: 'GetParametersByPath',
      items: records,
      place: ({ name }) => [name],
      size: input.MaxResults ?? 10,
    });
    return {
      Parameters: items.map((record) => shape(world, record, record.versions.at(-1) as ParameterVersion, input.WithDecryption ?? false)),
      ...next,
    };
  },
});
