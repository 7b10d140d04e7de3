import { ECRClient } from '@aws-sdk/client-ecr';

let client: ECRClient | undefined;

/** The one client of this process, made on first use. */
export const ecr = (): ECRClient => (client ??= new ECRClient({}));
