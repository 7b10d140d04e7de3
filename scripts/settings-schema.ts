import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { settingsFile } from '../lambdas/contract/settings.ts';

/**
 * The JSON Schema of trainyard.yml for editors: types, ranges and defaults come from the valibot schema that Trainyard itself parses
 * with, descriptions from the comments of the settings file that `trainyard init` writes. One source each.
 */
export function settingsSchema(template: string): JsonSchema {
  const schema = toJsonSchema(settingsFile, { typeMode: 'input', errorMode: 'ignore' });
  // Settings without a default stand commented out in the file: they have words too.
  const document = parseDocument(template.replaceAll(/^( *)# ([a-z]+[A-Za-z]*: \S.*)$/gm, '$1$2'));
  if (isMap(document.contents)) describe(schema, document.contents);
  return { ...schema, title: 'trainyard.yml', description: 'How Trainyard builds, trains, judges and serves one model.' };
}

function describe(schema: JsonSchema, map: YAMLMap): void {
  for (const pair of map.items as Pair[]) {
    if (!isScalar(pair.key)) continue;
    const property = schema.properties?.[String(pair.key.value)];
    if (!property || typeof property !== 'object') continue;
    // The first entry's comment belongs to the map before it, as YAML libraries see it.
    const comment = pair.key.commentBefore ?? (pair === map.items[0] ? map.commentBefore : undefined);
    if (comment) property.description = sentence(comment);
    if (isMap(pair.value)) describe(property, pair.value);
  }
}

/** The last paragraph of a comment as one line: what stands above it belongs to the file. */
function sentence(comment: string): string {
  const paragraph = comment.split(/\n\s*\n/).at(-1) ?? comment;
  return paragraph
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}
