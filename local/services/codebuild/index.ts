import type { Service } from '../operation.ts';

export const codebuild: Service = { name: 'codebuild', operations: [] };
