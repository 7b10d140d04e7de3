import * as v from 'valibot';
import { type ExecutionInput, executionInput } from '../lambdas/contract/execution-input.ts';
import { usageError } from './cli-error.ts';
import { assignment } from './setting-path.ts';
import { merge, nested } from './tree.ts';

/** The input of an execution from the options of `trainyard run`. Throws a usage error that names the wrong option. */
export function inputOf(given: { model?: string; release?: string; options: readonly string[] }): ExecutionInput {
  const options = given.options.map((text) => assignment(text, '--option')).map(({ path, value }) => nested(path, value));
  const input = {
    ...(given.model ? { model: given.model } : {}),
    ...(given.release ? { release: given.release } : {}),
    ...(options.length > 0 ? { options: options.reduce(merge, {}) } : {}),
    trigger: 'trainyard run',
  };
  if (given.release && !/^(\d+|arn:[^:]+:sagemaker:[^:]+:\d+:model-package\/.+)$/.test(given.release)) {
    throw usageError(
      `Expected --release to be the version number or ARN of a model package (\`trainyard status\` shows the champion's); got "${given.release}".`,
    );
  }
  return v.parse(executionInput, input);
}
