import { flag, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { metadata, page, plainName, recordOf, shape } from './parameters.ts';

/** Every kept version of a parameter, oldest first. */
export const getParameterHistory = operation({
  name: 'GetParameterHistory',
  input: {
    Name: text(required),
    WithDecryption: flag(),
    MaxResults: number({ integer: true, min: 1, max: 50 }),
    NextToken: text(),
  },
  run: (input, { world }) => {
    const record = recordOf(world, plainName(input.Name).name);
    const { items, next } = page(input, {
      of: 'GetParameterHistory',
      items: record.versions,
      place: ({ version }) => [version],
      size: input.MaxResults ?? 50,
    });
    const Parameters = items.map((version) => ({
      ...metadata(record, version),
      Value: shape(world, record, version, input.WithDecryption ?? false).Value,
      Labels: [],
    }));
    return { Parameters, ...next };
  },
});
