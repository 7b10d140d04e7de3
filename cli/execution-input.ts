import * as v from 'valibot';
import { type ExecutionInput, executionInput } from '../lambdas/contract/execution-input.ts';
import { nearest } from '../lambdas/contract/problems.ts';
import { sections } from '../lambdas/contract/settings.ts';
import { usageError } from './cli-error.ts';

/** The input of an execution from the options of `trainyard run`. Throws a usage error that names the wrong option. */
export function inputOf(given: { model?: string; release?: string; options: readonly string[] }): ExecutionInput {
  const options = given.options.map(parseOption);
  const input = {
    ...(given.model ? { model: given.model } : {}),
    ...(given.release ? { release: given.release } : {}),
    ...(options.length > 0 ? { options: options.reduce(merge, {}) } : {}),
    trigger: 'trainyard run',
  };
  if (given.release && !/^arn:[^:]+:sagemaker:[^:]+:\d+:model-package\/.+/.test(given.release)) {
    throw usageError(
      `Expected --release to be the ARN of a model package (\`trainyard status\` shows the champion's); got "${given.release}".`,
    );
  }
  return v.parse(executionInput, input);
}

type Tree = { [key: string]: unknown };

/** `training.hyperparameters.epochs=50` → {training: {hyperparameters: {epochs: 50}}}. The value is JSON where it is, else text. */
function parseOption(text: string): Tree {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || value === undefined) throw usageError(`Expected --option SECTION.KEY=VALUE; got "${text}".`);
  const keys = path.split('.');
  const section = keys[0] ?? '';
  const names = Object.keys(sections);
  if (!names.includes(section)) {
    const near = nearest(section, names);
    throw usageError(
      `Expected --option to begin with one of ${names.join(', ')}; got "${section}"${near ? `: did you mean ${near}?` : '.'}`,
    );
  }
  if (keys.length < 2 || keys.some((key) => key === '')) throw usageError(`Expected --option SECTION.KEY=VALUE; got "${text}".`);
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), jsonOrText(value)) as Tree;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function merge(into: Tree, from: Tree): Tree {
  const result: Tree = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const present = result[key];
    result[key] = isTree(present) && isTree(value) ? merge(present, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
