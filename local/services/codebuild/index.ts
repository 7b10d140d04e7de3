import type { Service } from '../operation.ts';
import { batchGetBuilds } from './batch-get-builds.ts';
import { batchGetProjects } from './batch-get-projects.ts';
import { createProject } from './create-project.ts';
import { deleteProject } from './delete-project.ts';
import { listBuildsForProject } from './list-builds-for-project.ts';
import { listProjects } from './list-projects.ts';
import { endBuilds, settleInterrupted } from './restart.ts';
import { startBuild } from './start-build.ts';
import { stopBuild } from './stop-build.ts';
import { updateProject } from './update-project.ts';

/** Builds: the phases of a buildspec, run in a shell of this machine with stand-ins for `docker` and `aws`. */
export const codebuild: Service = {
  name: 'codebuild',
  operations: [
    createProject,
    updateProject,
    deleteProject,
    batchGetProjects,
    listProjects,
    startBuild,
    batchGetBuilds,
    stopBuild,
    listBuildsForProject,
  ],
  start: settleInterrupted,
  stop: endBuilds,
};
