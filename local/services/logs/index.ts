import type { Service } from '../operation.ts';

export const logs: Service = { name: 'logs', operations: [] };
