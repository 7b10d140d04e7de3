import { driveDependencies } from '../shared/drive-dependencies.ts';
import { type ExecutionEvent, finish } from './finish.ts';

export const handler = (event: ExecutionEvent): Promise<void> => finish(event, driveDependencies('finish'));
