import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { settingsFile } from './settings.ts';
import { asWritten, Written } from './written.ts';

/** As many as the YAML library itself allows: a few aliases of aliases would fill the memory. */
const aliasesAtMost = 100;

/**
 * Reads a settings file's YAML. What a setting takes as text keeps the spelling of the file: `1.10` stays 1.10, `01234` keeps its zero.
 * What it says is not checked here.
 * @throws Error with the YAML library's first line
 */
export function readSettingsFile(text: string): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new Error(error.message.split('\n')[0]);
  return asWritten(settingsFile, treeOf(document));
}

function treeOf(document: Document): unknown {
  let aliases = 0;
  const tree = (node: unknown): unknown => {
    if (isAlias(node)) {
      if (++aliases > aliasesAtMost) throw new Error(`more than ${aliasesAtMost} aliases`);
      return tree(node.resolve(document));
    }
    if (isScalar(node)) {
      const isText = node.value === null || typeof node.value === 'string';
      return isText ? node.value : new Written(node.source ?? String(node.value), node.value);
    }
    if (isSeq(node)) return node.items.map(tree);
    if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [keyOf(key), tree(value)]));
    return null;
  };
  return tree(document.contents as Node | null);
}

/** Keys keep their spelling too: `1.10: x` is not 1.1. */
const keyOf = (key: unknown): string => (isScalar(key) ? (key.source ?? String(key.value)) : String(key));
