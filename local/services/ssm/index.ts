import type { Service } from '../operation.ts';

export const ssm: Service = { name: 'ssm', operations: [] };
