import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { projectMembers, projectName } from './members.ts';
import { checkServiceRole, findProject, type Project, projectsOf } from './records.ts';

/** What is given replaces, what is not stays. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html */
export const updateProject = operation({
  name: 'UpdateProject',
  input: { name: text({ ...required, ...projectName }), ...projectMembers },
  run: (input, { world }) => {
    const { encryptionKey, badgeEnabled, ...members } = input;
    checkServiceRole(input.serviceRole);
    const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
    const project = { ...findProject(world, input.name), ...given, lastModified: new Date(world.clock.now()) } as Project;
    projectsOf(world).set(project.name, project);
    return { project };
  },
});
