import { s3 } from '../shared/clients/s3.ts';
import { sagemakerRuntime } from '../shared/clients/sagemaker-runtime.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { smokeTest } from './smoke-test.ts';

export const handler = entry('smoke-test', (input) => smokeTest(input, { s3: s3(), runtime: sagemakerRuntime(), clock: systemClock }));
