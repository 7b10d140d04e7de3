import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { applyPlatform } from '../apply-platform.ts';
import { Alarms } from '../constructs/alarms.ts';
import { Budget } from '../constructs/budget.ts';
import { Builds } from '../constructs/builds.ts';
import { Dashboard } from '../constructs/dashboard.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { Doors } from '../constructs/doors.ts';
import { Events } from '../constructs/events.ts';
import { Functions } from '../constructs/functions.ts';
import { GithubActions } from '../constructs/github-actions.ts';
import { LaunchTopic } from '../constructs/launch-topic.ts';
import { PassRoles } from '../constructs/pass-roles.ts';
import { RepositoryEvents } from '../constructs/repository-events.ts';
import { RunsTopic } from '../constructs/runs-topic.ts';
import { Storage } from '../constructs/storage.ts';
import { TrainyardStateMachine } from '../constructs/trainyard-state-machine.ts';
import { Uploads } from '../constructs/uploads.ts';
import type { Options } from '../context.ts';
import { useFeatureFlags } from '../feature-flags.ts';
import { names, pascal } from '../names.ts';
import type { RepositoryReader } from '../repository-readers.ts';

/** One installation; `stack`: what the CDK takes of any stack. */
export interface SharedStackProps extends Omit<Options, 'models'> {
  readonly stack?: StackProps;
}

/** What all models of an installation share: pipeline and recovery, their functions and builds, the buckets, the topics, the doors. */
export class SharedStack extends Stack {
  /** Gets a message of every run. */
  readonly runsTopic: ITopic;
  /** Takes wishes for runs. */
  readonly launchTopic: ITopic;
  /** What runs make, below the names of `lambdas/contract/layout.ts`. */
  readonly artifacts: IBucket;
  /** What models train on, a folder each. */
  readonly data: IBucket;

  readonly #passRoles: PassRoles;

  constructor(scope: Construct, id: string, props: SharedStackProps) {
    super(scope, id, { description: 'Trainyard: builds, trains, judges and deploys models', ...props.stack });
    useFeatureFlags(this);
    const { installation, email, platform = {} } = props;
    const { kmsKey } = platform;
    applyPlatform(this, platform, { 'trainyard:installation': installation });
    const { artifacts, data } = new Storage(this, 'Storage', platform);
    const { topic: runsTopic } = new RunsTopic(this, 'Runs', { installation, email });
    const { topic: launchTopic } = new LaunchTopic(this, 'Launches', { installation });
    const { assets } = new Builds(this, 'Builds', { installation, artifacts });
    const functions = new Functions(this, 'Functions', { installation, artifacts, data, assets, runsTopic, launchTopic, kmsKey });
    const machine = (id: string, stateMachineName: string, definition: string) =>
      new TrainyardStateMachine(this, id, { stateMachineName, definition, functions }).stateMachine.stateMachineArn;
    const pipelineArn = machine('Pipeline', names.pipeline(installation), 'statemachine/pipeline.asl.json');
    const recoveryArn = machine('Recovery', names.recovery(installation), 'statemachine/recovery.asl.json');
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', { installation, runsTopic, functions, kmsKey });
    new Events(this, 'Events', { installation, stateMachineArns: [pipelineArn, recoveryArn], functions, deadLetters });
    new RepositoryEvents(this, 'Pushes', {
      installation,
      ruleName: names.pushesRule(installation),
      description: "A push to a repository that a model's stack has made",
      repositories: { prefix: names.sourceRepository(installation, '') },
      launchTopicArn: launchTopic.topicArn,
    });
    new Uploads(this, 'Uploads', { installation, launch: functions.byName.launch, deadLetters });
    const { webhookUrl } = new Doors(this, 'Doors', { launchTopic, functions, deadLetters, webhookConcurrency: props.webhookConcurrency });
    const { githubRepositories: repositories = [], githubProviderArn: providerArn } = props;
    if (repositories.length > 0) {
      const github = new GithubActions(this, 'GithubActions', { installation, repositories, providerArn, launchTopic, kmsKey });
      this.#output('GithubActionsRoleArn', github.roleArn);
    }
    new Alarms(this, 'Alarms', { installation, pipelineArn, runsTopic });
    new Dashboard(this, 'Dashboard', { installation, pipelineArn });
    if (props.monthlyBudgetUsd !== undefined && email)
      new Budget(this, 'Budget', { installation, monthlyUsd: props.monthlyBudgetUsd, email });
    this.runsTopic = runsTopic;
    this.launchTopic = launchTopic;
    this.artifacts = artifacts;
    this.data = data;

    // Exports by hand: the CDK's own come and go with their users, and then neither stack can be deployed first.
    this.#output('ArtifactsBucket', artifacts.bucketName, names.artifactsExport(this.stackName));
    this.#output('AssetsBucket', assets.bucketName, names.assetsExport(this.stackName));
    this.#output('DataBucket', data.bucketName, names.dataExport(this.stackName));
    this.#output('LaunchTopicArn', launchTopic.topicArn, names.launchTopicExport(this.stackName));
    this.#output('StateMachineArn', pipelineArn);
    this.#output('RunsTopicArn', runsTopic.topicArn);
    this.#output('WebhookUrl', webhookUrl);
    const roleOf = (name: FunctionName) => functions.byName[name].role;
    this.#passRoles = new PassRoles(this, 'PassRoles', {
      installation,
      build: [roleOf('start-image'), roleOf('start-verification')],
      training: [roleOf('start-training')],
      hosting: [roleOf('create-model')],
    });
    for (const model of platform.deployed ?? []) this.passRolesOf(model);
    const { launch, prepare, sweep } = functions.byName;
    const readers: Record<RepositoryReader, Role> = { launch: launch.role, prepare: prepare.role, sweep: sweep.role };
    for (const [reader, role] of Object.entries(readers)) {
      this.#output(`RepositoryReader${pascal(reader)}`, role.roleName, names.repositoryReaderExport(this.stackName, reader));
    }
  }

  /** Lets the pipeline hand the roles of this model to SageMaker: its stack makes them under names that are known before. */
  passRolesOf(model: string): void {
    this.#passRoles.add(model);
  }

  #output(name: string, value: string, exportName?: string): void {
    new CfnOutput(this, name, { value, exportName });
  }
}
