import type { Service } from '../operation.ts';

export const lambda: Service = { name: 'lambda', operations: [] };
