import { Aws, CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository, RepositoryEventTrigger } from 'aws-cdk-lib/aws-codecommit';
import { Policy, Role } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Deployed } from '../../lambdas/contract/deployed.ts';
import { parameters } from '../../lambdas/contract/layout.ts';
import { allow } from '../allow.ts';
import type { RepositorySource } from '../models.ts';
import { names } from '../names.ts';
import { type RepositoryReader, readerActions, repositoryReaders } from '../repository-readers.ts';
import { RepositoryEvents } from './repository-events.ts';

/** Whose pushes start which model. */
export interface ModelRepositoryProps {
  readonly installation: string;
  readonly sharedStack: string;
  readonly model: string;
  readonly source: RepositorySource;
  readonly launchTopicArn: string;
}

/**
 * The repository that a model is built from: made here, or somebody else's that the settings name (another model's, one made by hand, one on
 * GitHub), of which this stack writes down only that its pushes mean this model.
 */
export class ModelRepository extends Construct {
  /** What a run needs to know of it. */
  readonly facts: Deployed['source'];

  constructor(scope: Construct, id: string, props: ModelRepositoryProps) {
    super(scope, id);
    const { installation, model, source } = props;
    const repository = source.repository ?? names.sourceRepository(installation, model);
    if (source.repository === undefined) this.#make(repository, props);
    else if (source.type === 'codecommit' && !repository.startsWith(names.sourceRepository(installation, '')))
      this.#hear(repository, props);
    const location =
      source.type === 'github'
        ? `https://github.com/${repository}.git`
        : `https://git-codecommit.${Aws.REGION}.${Aws.URL_SUFFIX}/v1/repos/${repository}`;
    this.facts = { type: source.type, repository, location };
    new StringParameter(this, 'Parameter', {
      parameterName: parameters.source(installation, source.type, repository, model),
      description: `Pushes to ${repository} mean the model ${model}`,
      stringValue: model,
    });
    new CfnOutput(Stack.of(this), 'CloneUrl', { value: location });
  }

  /** A new repository. Kept when the stack goes, as what people put into it; not by a first deploy that is rolled back. */
  #make(repositoryName: string, { launchTopicArn, model }: ModelRepositoryProps): void {
    const made = new Repository(this, 'Repository', { repositoryName, description: `Trainyard: the model ${model}` });
    made.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    // Every branch: `launch` knows the branches and paths of every model that the repository holds.
    made.notify(launchTopicArn, { name: 'trainyard', events: [RepositoryEventTrigger.ALL], customData: model });
  }

  /** Hears of the pushes to a repository whose name is not the installation's, and lets its roles read it. */
  #hear(repository: string, { installation, launchTopicArn, model, sharedStack }: ModelRepositoryProps): void {
    new RepositoryEvents(this, 'Pushes', {
      installation,
      ruleName: names.rule(installation, model, 'pushes'),
      description: `A push to ${repository}, the source of ${model}`,
      repositories: { name: repository },
      launchTopicArn,
    });
    const resources = [Stack.of(this).formatArn({ service: 'codecommit', resource: repository })];
    for (const reader of Object.keys(repositoryReaders) as RepositoryReader[]) {
      new Policy(this, `Read-${reader}`, {
        policyName: `${installation}-${model}-source`,
        statements: [allow(readerActions(reader), resources)],
        roles: [Role.fromRoleName(this, `Role-${reader}`, Fn.importValue(names.repositoryReaderExport(sharedStack, reader)))],
      });
    }
  }
}
