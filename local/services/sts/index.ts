import type { Service } from '../operation.ts';

export const sts: Service = { name: 'sts', operations: [] };
