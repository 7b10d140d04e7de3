import { join } from 'node:path';
import { type Account, awsAccount } from '../../cli/account.ts';
import { runChild } from '../../cli/child.ts';
import { forgetAwsCredentials, quietSdk } from '../../cli/environment.ts';
import type { Io } from '../../cli/io.ts';
import { startLocalWorld } from '../../cli/local-world.ts';
import { packageRoot } from '../../cli/package-root.ts';

/** Where an installation is verified: an account, how its stacks get there, and the options that lead the command line there. */
export interface VerifyWorld {
  readonly account: Account;
  readonly options: readonly string[];
  /** Who gets the mails besides the mailbox. */
  readonly email?: string;
  deploy(assembly: string): Promise<string>;
  close(): Promise<void>;
}

/** The AWS account of a profile: the stacks go there by the CDK's own command line. */
export async function awsWorld(io: Io, installation: string, profile?: string, region?: string): Promise<VerifyWorld> {
  quietSdk(process.env);
  const account = await awsAccount(profile, region, installation);
  const aws = [...(profile ? ['--profile', profile] : []), ...(region ? ['--region', region] : [])];
  return {
    account,
    options: ['--aws', ...aws, '--installation', installation],
    deploy: async (assembly) => {
      const cdk = join(packageRoot(), 'node_modules/aws-cdk/bin/cdk');
      const words = ['deploy', '--app', assembly, '--all', '--require-approval', 'never', '--progress', 'events', '--no-notices'];
      const args = [cdk, ...words, ...(profile ? ['--profile', profile] : [])];
      const env = { ...io.env, ...(region ? { AWS_REGION: region, AWS_DEFAULT_REGION: region } : {}) };
      await runChild({ name: 'cdk deploy', command: process.execPath, args, cwd: packageRoot() }, { ...io, env });
      return 'by cdk deploy';
    },
    close: async () => undefined,
  };
}

/** A local world of its own: the stacks go there by the local world's deploy. */
export async function localWorld(io: Io, installation: string, stateDir: string): Promise<VerifyWorld> {
  forgetAwsCredentials(process.env);
  const { account, runtime, close } = await startLocalWorld(stateDir, io, 0, installation);
  return {
    account,
    options: ['--state-dir', stateDir, '--installation', installation],
    // Mails are files there, for which the command line waits.
    email: 'you@example.com',
    deploy: async (assembly) => {
      const { stacks } = await runtime.deploy(assembly);
      return stacks.map(({ name, created }) => `${name} ${created.length} resources`).join(', ');
    },
    close,
  };
}
