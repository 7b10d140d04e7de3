import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  DeleteProjectCommand,
  ListProjectsCommand,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild';
import { describe, expect, it } from 'vitest';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions } from '../../helpers/world.ts';
import { buildWorld } from './helpers.ts';

const project = (name: string, serviceRole: string) => ({
  name,
  source: { type: 'NO_SOURCE' as const, buildspec: 'version: 0.2' },
  artifacts: { type: 'NO_ARTIFACTS' as const },
  environment: { type: 'LINUX_CONTAINER' as const, image: 'i', computeType: 'BUILD_GENERAL1_SMALL' as const },
  serviceRole,
});

describe('CodeBuild projects', () => {
  it('are made with AWS’s defaults, changed in part, listed and taken away', async () => {
    const { client, serviceRole, world } = await buildWorld();
    const made = await client.send(new CreateProjectCommand(project('another', serviceRole)));
    expect(made.project).toMatchObject({
      arn: `arn:aws:codebuild:us-east-1:${world.account}:project/another`,
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      created: expect.any(Date),
    });
    const changed = await client.send(new UpdateProjectCommand({ name: 'another', description: 'new', timeoutInMinutes: 30 }));
    expect(changed.project).toMatchObject({ description: 'new', timeoutInMinutes: 30, serviceRole });
    expect((await client.send(new ListProjectsCommand({}))).projects).toEqual(['another', 'demo']);
    await client.send(new DeleteProjectCommand({ name: 'another' }));
    await client.send(new DeleteProjectCommand({ name: 'another' }));
    expect(await client.send(new BatchGetProjectsCommand({ names: ['demo', 'another'] }))).toMatchObject({
      projects: [{ name: 'demo' }],
      projectsNotFound: ['another'],
    });
  });

  it('refuse a name twice, a missing part and a name that does not fit', async () => {
    const { client, serviceRole } = await buildWorld();
    await expect(client.send(new CreateProjectCommand(project('demo', serviceRole)))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: expect.stringMatching(/^Project already exists: arn:/),
    });
    await expect(client.send(new CreateProjectCommand({ ...project('x1', serviceRole), serviceRole: undefined }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await expect(client.send(new CreateProjectCommand(project('no spaces', serviceRole)))).rejects.toMatchObject({
      message: expect.stringContaining("at 'name' failed"),
    });
    await expect(client.send(new UpdateProjectCommand({ name: 'none' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are changed only by a role that may do it and pass the project’s role', async () => {
    const { runtime, world, serviceRole } = await buildWorld();
    const arn = `arn:aws:codebuild:us-east-1:${world.account}:project/own`;
    const role = await makeRole(world, 'deployer', [{ Effect: 'Allow', Action: 'codebuild:*', Resource: arn }]);
    const client = new CodeBuildClient(clientOptions(runtime, world.credentials(role)));
    await expect(client.send(new DeleteProjectCommand({ name: 'demo' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(client.send(new CreateProjectCommand(project('own', serviceRole)))).rejects.toThrow('iam:PassRole');
    await client.send(new DeleteProjectCommand({ name: 'own' }));
  });
});
