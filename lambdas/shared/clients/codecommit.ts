import { CodeCommitClient } from '@aws-sdk/client-codecommit';

let client: CodeCommitClient | undefined;

/** The one client of this process, made on first use. */
export const codecommit = (): CodeCommitClient => (client ??= new CodeCommitClient({}));
