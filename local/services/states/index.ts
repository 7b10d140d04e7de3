import type { Service } from '../operation.ts';

export const states: Service = { name: 'states', operations: [] };
