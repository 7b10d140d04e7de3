import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { projectsOf } from './records.ts';

/** Harmless when the project is gone. Its builds stay. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html */
export const deleteProject = operation({
  name: 'DeleteProject',
  input: { name: text({ ...required, min: 1 }) },
  run: ({ name }, { world }) => {
    projectsOf(world).delete(name.slice(name.lastIndexOf('/') + 1));
    return {};
  },
});
