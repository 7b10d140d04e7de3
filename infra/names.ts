import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What the CDK would call by a generated name but others must know before it exists: roles' policies, the CLI, running executions. */
export const names = {
  function: (installation: string, name: string) => `${installation}-${name}`,
  stateMachine: (installation: string) => `${installation}-pipeline`,
  buildProject: (installation: string) => `${installation}-build-image`,
  verifyProject: (installation: string) => `${installation}-verify-model`,
  repository: (installation: string, model: string) => `${installation}/${model}`,
  /** IAM path, so that a policy can name the roles of every model of one kind. */
  rolePath: (installation: string, kind: 'training' | 'hosting') => `/${installation}/${kind}/`,
  /** Exported by the shared stack, imported by each model's. */
  artifactsExport: (sharedStack: string) => `${sharedStack}:ArtifactsBucket`,
  dataExport: (sharedStack: string) => `${sharedStack}:DataBucket`,
};

/** `arn:<partition>:<service>:<region>:<account>:<resource>/<name>` of the scope's stack. */
export function arn(scope: IConstruct, service: string, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service, resource, resourceName });
}

/** The same with a colon before the name: functions, log groups, state machines. */
export function colonArn(scope: IConstruct, service: string, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
