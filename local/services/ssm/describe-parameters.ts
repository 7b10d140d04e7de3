import { list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { type Filter, matching } from './filters.ts';
import { metadata, type ParameterVersion, page, parameterArn, parameterTable } from './parameters.ts';

/** What parameters there are, without their values. */
export const describeParameters = operation({
  name: 'DescribeParameters',
  input: {
    ParameterFilters: list(structure({ Key: text(required), Option: text(), Values: list(text()) })),
    MaxResults: number({ integer: true, min: 1, max: 50 }),
    NextToken: text(),
  },
  run: (input, { world }) => {
    const records = parameterTable(world)
      .values()
      .filter((record) => matching(record, (input.ParameterFilters ?? []) as Filter[]));
    const { items, next } = page(input, {
      of: 'DescribeParameters',
      items: records,
      place: ({ name }) => [name],
      size: input.MaxResults ?? 10,
    });
    return {
      Parameters: items.map((record) => ({
        ...metadata(record, record.versions.at(-1) as ParameterVersion),
        ARN: parameterArn(world, record.name),
      })),
      ...next,
    };
  },
});
