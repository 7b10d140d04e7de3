import { CfnOIDCProvider, FederatedPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { allow } from '../allow.ts';
import { useKey } from '../encryption.ts';
import { names } from '../names.ts';

/** Whose workflows may ask for runs. */
export interface GithubActionsProps {
  readonly installation: string;
  /** `owner/name` each. */
  readonly repositories: readonly string[];
  /** The account's identity provider for GitHub, where it has one: it can have one only. Without it, it is made. */
  readonly providerArn?: string;
  readonly launchTopic: ITopic;
  readonly kmsKey?: string;
}

const issuer = 'token.actions.githubusercontent.com';

/**
 * A role for GitHub Actions that may publish to the launch topic and nothing else. Workflows of the repositories' branches take it by their
 * OpenID Connect token, so GitHub keeps no key of AWS. Pull requests have another subject (`…:pull_request`) and do not get it.
 */
export class GithubActions extends Construct {
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: GithubActionsProps) {
    super(scope, id);
    const { installation, launchTopic, repositories } = props;
    const providerArn =
      props.providerArn ?? new CfnOIDCProvider(this, 'Provider', { url: `https://${issuer}`, clientIdList: ['sts.amazonaws.com'] }).attrArn;
    const role = new Role(this, 'Role', {
      roleName: names.githubRole(installation),
      description: `GitHub Actions of ${repositories.join(', ')}: asks for runs`.slice(0, 1000),
      assumedBy: new FederatedPrincipal(
        providerArn,
        {
          StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
          StringLike: { [`${issuer}:sub`]: repositories.map((name) => `repo:${name}:ref:refs/heads/*`) },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      inlinePolicies: {
        launch: new PolicyDocument({
          statements: [allow(['sns:Publish'], [launchTopic.topicArn]), ...useKey(props.kmsKey, 'sns', ['Decrypt', 'GenerateDataKey'])],
        }),
      },
    });
    this.roleArn = role.roleArn;
  }
}
