import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  CreateProjectCommand,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import { zipSync } from 'fflate';
import { vi } from 'vitest';
import { stringify } from 'yaml';
import type { Runtime, RuntimeOptions } from '../../../../../local/runtime.ts';
import type { ServiceEvent } from '../../../../../local/world.ts';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const everything = { Effect: 'Allow', Action: ['logs:*', 's3:*', 'ecr:*', 'ssm:*'], Resource: '*' };

/** A world with one project, its events and its SDK client. */
export async function buildWorld(options: Partial<RuntimeOptions> & { statements?: object[]; project?: object } = {}) {
  const { statements = [everything], project, ...rest } = options;
  const runtime: Runtime = await testWorld(rest);
  const { world } = runtime;
  const events: ServiceEvent[] = [];
  const emit = world.emit.bind(world);
  Object.assign(world, {
    emit: (event: ServiceEvent) => {
      events.push(event);
      emit(event);
    },
  });
  const client = new CodeBuildClient(clientOptions(runtime));
  const serviceRole = await makeRole(world, 'build-role', statements, { service: 'codebuild.amazonaws.com', logs: false });
  await client.send(
    new CreateProjectCommand({
      name: 'demo',
      source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {}\n' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole,
      ...project,
    }),
  );
  const start = async (phases: object | string, more: Partial<StartBuildCommandInput> = {}, env: object = {}) => {
    const buildspecOverride = typeof phases === 'string' ? phases : stringify({ version: 0.2, env: { shell: 'bash', ...env }, phases });
    const { build } = await client.send(new StartBuildCommand({ projectName: 'demo', buildspecOverride, ...more }));
    return build?.id as string;
  };
  const get = async (id: string) => (await client.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0] as Build;
  /** The ended build, and its log without CodeBuild's own lines. */
  const ended = async (id: string) => {
    await vi.waitFor(async () => mustBeComplete(await get(id)), { timeout: 20_000, interval: 25 });
    const build = await get(id);
    const { events: lines = [] } = await world
      .call<{ events?: { message: string }[] }>('logs', 'GetLogEvents', {
        logGroupName: build.logs?.groupName,
        logStreamName: build.logs?.streamName,
        startFromHead: true,
      })
      .catch(() => ({ events: [] }));
    const log = lines.map(({ message }) => message);
    return { build, log, output: log.filter((line) => !line.startsWith('[Container]')) };
  };
  const run = async (...args: Parameters<typeof start>) => ended(await start(...args));
  return { runtime, world, client, events, serviceRole, start, get, ended, run };
}

function mustBeComplete(build: Build): void {
  if (!build.buildComplete) throw new Error(`the build is in ${build.currentPhase}`);
}

/** A zip with modes, as the CDK packs a folder. A source that starts with `#!` may be executed. */
export function zip(files: Record<string, string>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        [new TextEncoder().encode(text), { os: 3, attrs: (text.startsWith('#!') ? 0o100755 : 0o100644) << 16 }],
      ]),
    ),
  );
}
