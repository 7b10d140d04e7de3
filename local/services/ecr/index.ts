import type { Service } from '../operation.ts';

export const ecr: Service = { name: 'ecr', operations: [] };
