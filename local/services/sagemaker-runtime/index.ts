import type { Service } from '../operation.ts';
import { invokeEndpoint } from './invoke-endpoint.ts';

/** Invoking what `sagemaker` serves. */
export const sagemakerRuntime: Service = { name: 'sagemaker-runtime', operations: [invokeEndpoint] };
