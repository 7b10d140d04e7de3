import type { Service } from '../operation.ts';

export const sns: Service = { name: 'sns', operations: [] };
