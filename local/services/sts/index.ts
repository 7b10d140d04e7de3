import type { Service } from '../operation.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

export const sts: Service = { name: 'sts', operations: [assumeRole, getCallerIdentity] };
