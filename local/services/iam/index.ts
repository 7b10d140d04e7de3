import type { Service } from '../operation.ts';

export const iam: Service = { name: 'iam', operations: [] };
