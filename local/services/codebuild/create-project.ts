import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { projectMembers, projectName } from './members.ts';
import { checkServiceRole, invalidInput, type Project, projectArn, projectsOf } from './records.ts';

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
export const createProject = operation({
  name: 'CreateProject',
  input: { name: text({ ...required, ...projectName }), ...projectMembers },
  run: (input, { world }) => {
    const { name, source, artifacts, environment, serviceRole } = input;
    if (projectsOf(world).get(name)) {
      throw new AwsError('ResourceAlreadyExistsException', `Project already exists: ${projectArn(world, name)}`);
    }
    for (const [member, value] of Object.entries({ source, artifacts, environment, serviceRole })) {
      if (value === undefined) throw invalidInput(`Invalid input: ${member} is required`);
    }
    checkServiceRole(serviceRole);
    const now = new Date(world.clock.now());
    const { encryptionKey, badgeEnabled, ...members } = input;
    const project = {
      ...members,
      arn: projectArn(world, name),
      timeoutInMinutes: input.timeoutInMinutes ?? 60,
      queuedTimeoutInMinutes: input.queuedTimeoutInMinutes ?? 480,
      created: now,
      lastModified: now,
    } as Project;
    projectsOf(world).set(name, project);
    return { project };
  },
});
