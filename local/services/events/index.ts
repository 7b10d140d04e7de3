import type { Service } from '../operation.ts';

export const events: Service = { name: 'events', operations: [] };
