import { SFNClient } from '@aws-sdk/client-sfn';

let client: SFNClient | undefined;

/** The one client of this process, made on first use. */
export const sfn = (): SFNClient => (client ??= new SFNClient({}));
