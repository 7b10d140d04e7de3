import type { Service } from '../operation.ts';

export const s3: Service = { name: 's3', operations: [] };
