import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { sourceRepository } from '../lambdas/contract/layout.ts';

/** What a model has a role of its own for. */
export type RoleKind = 'build' | 'training' | 'hosting';

/** What the CDK would call by a generated name but others must know before it exists: roles' policies, the CLI, running executions. */
export const names = {
  function: (installation: string, name: string) => `${installation}-${name}`,
  pipeline: (installation: string) => `${installation}-pipeline`,
  recovery: (installation: string) => `${installation}-recovery`,
  buildProject: (installation: string) => `${installation}-build-image`,
  verifyProject: (installation: string) => `${installation}-verify-model`,
  /** Of the model's images. */
  repository: (installation: string, model: string) => `${installation}/${model}`,
  /** Of the model's source, where its stack makes one. */
  sourceRepository,
  /** Rules that publish to the launch topic, whose policy knows them by the prefix. */
  rule: (installation: string, model: string, kind: 'data' | 'schedule' | 'pushes') => `${installation}-${model}-${kind}`,
  /** Of pushes to the repositories that the models' stacks make. */
  pushesRule: (installation: string) => `${installation}-pushes`,
  /** Fixed, so that the shared stack can name exactly the roles that its functions may pass before a model's stack has made them. */
  role: (installation: string, model: string, kind: RoleKind) => `${installation}-${model}-${kind}`,
  /** The queue of what nobody could take. */
  deadLetters: (installation: string) => `${installation}-dead-letters`,
  /** The queue that gathers uploads. */
  uploads: (installation: string) => `${installation}-uploads`,
  /** What workflows of GitHub Actions run under. */
  githubRole: (installation: string) => `${installation}-github-actions`,
  /** Exported by the shared stack, imported by each model's. */
  artifactsExport: (sharedStack: string) => `${sharedStack}:ArtifactsBucket`,
  assetsExport: (sharedStack: string) => `${sharedStack}:AssetsBucket`,
  dataExport: (sharedStack: string) => `${sharedStack}:DataBucket`,
  launchTopicExport: (sharedStack: string) => `${sharedStack}:LaunchTopicArn`,
  repositoryReaderExport: (sharedStack: string, reader: string) => `${sharedStack}:RepositoryReader-${reader}`,
};

/** `start-image` → `StartImage`: for stacks and what is in them, whose names have no hyphens. */
export const pascal = (name: string) => name.replace(/(^|-)([a-z0-9])/g, (_, _hyphen, letter: string) => letter.toUpperCase());

/** `arn:<partition>:<service>:<region>:<account>:<resource>/<name>` of the scope's stack. */
export function arn(scope: IConstruct, service: string, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service, resource, resourceName });
}

/** `arn:<partition>:iam::<account>:role/<name>`. */
export function roleArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name });
}

/** The same as `arn` with a colon before the name: functions, log groups, state machines. */
export function colonArn(scope: IConstruct, service: string, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
