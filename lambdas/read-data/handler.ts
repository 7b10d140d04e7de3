import { s3 } from '../shared/clients/s3.ts';
import { entry } from '../shared/entry.ts';
import { readData } from './read-data.ts';

export const handler = entry('read-data', (input) => readData(input, { s3: s3() }));
