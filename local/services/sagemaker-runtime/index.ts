import type { Service } from '../operation.ts';

export const sagemakerRuntime: Service = { name: 'sagemaker-runtime', operations: [] };
