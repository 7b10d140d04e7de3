import { Fn } from 'aws-cdk-lib';
import { Policy, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from '../../lambdas/contract/settings.ts';
import { allow } from '../allow.ts';
import { names } from '../names.ts';

/** What a model's builds read that is not the installation's. */
export interface BuildAccessProps {
  readonly installation: string;
  readonly sharedStack: string;
  readonly model: string;
  readonly settings: Pick<Settings, 'source' | 'build'>;
}

/**
 * Lets the installation's build role use exactly the connection and the secrets that a model's settings name. It is one role: a Dockerfile
 * of another model of this installation could ask for them too.
 */
export class BuildAccess extends Construct {
  constructor(scope: Construct, id: string, props: BuildAccessProps) {
    super(scope, id);
    const { installation, model, settings, sharedStack } = props;
    const { connection } = settings.source;
    // One ARN, seven parts: what may follow names a member of the secret's JSON.
    const secrets = [...new Set(Object.values(settings.build.secrets).map((secret) => secret.split(':').slice(0, 7).join(':')))];
    if (connection === undefined && secrets.length === 0) return;
    // Older connections are of the service's former name; a policy must use the name in the ARN.
    const service = connection?.split(':')[2];
    new Policy(this, 'Policy', {
      policyName: `${installation}-${model}-build`,
      statements: [
        ...(connection
          ? [allow([`${service}:UseConnection`, `${service}:GetConnection`, `${service}:GetConnectionToken`], [connection])]
          : []),
        ...(secrets.length > 0 ? [allow(['secretsmanager:GetSecretValue'], secrets)] : []),
      ],
      roles: [Role.fromRoleName(this, 'BuildRole', Fn.importValue(names.repositoryReaderExport(sharedStack, 'build')))],
    });
  }
}
