import type { Service } from '../operation.ts';

export const sagemaker: Service = { name: 'sagemaker', operations: [] };
