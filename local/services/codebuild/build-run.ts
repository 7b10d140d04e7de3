import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineTitle } from '../../containers/engine/engine.ts';
import { ContainerError } from '../../containers/errors.ts';
import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { buildEnvironment, VariableFault } from './build-environment.ts';
import { BuildLog } from './build-log.ts';
import { BuildRecord } from './build-record.ts';
import { BuildShell } from './build-shell.ts';
import { type Buildspec, BuildspecFault, type PhaseName, parseBuildspec, phaseNames } from './buildspec.ts';
import { emitStateChange } from './event.ts';
import type { Build, BuildStatus, PhaseContext } from './records.ts';
import { type BuildStarter, builderOf, type EndReason, runningBuilds } from './running.ts';
import { slots } from './slots.ts';
import { SourceFault } from './source/fetcher.ts';
import { fetchSource } from './source/index.ts';

/** Begins a build in the background. */
export function startRun(world: World, build: Build): void {
  const started = (builderOf(world) ?? inShell)(world, build);
  runningBuilds(world).set(build.id, started);
  world.background(
    `build ${build.id}`,
    started.done.finally(() => runningBuilds(world).delete(build.id)),
  );
}

const inShell: BuildStarter = (world, build) => {
  const run = new BuildRun(world, build);
  return { end: (reason) => run.end(reason), done: run.run() };
};

/** Why a phase of CodeBuild's own ended the build: the context its record gets. */
class PhaseFault extends Error {
  readonly context: PhaseContext;

  constructor(statusCode: string, message: string) {
    super(message);
    this.context = { statusCode, message };
  }
}

class BuildRun {
  readonly #world: World;
  readonly #record: BuildRecord;
  readonly #log: BuildLog;
  readonly #role: Caller;
  #shell: BuildShell | undefined;
  #reason: EndReason | undefined;
  #free: (() => void) | undefined;

  constructor(world: World, build: Build) {
    this.#world = world;
    this.#record = new BuildRecord(world, build);
    this.#log = new BuildLog(world, build);
    const roleName = build.serviceRole.slice(build.serviceRole.lastIndexOf('/') + 1);
    const session = `AWSCodeBuild-${build.id.slice(build.id.indexOf(':') + 1)}`;
    this.#role = { arn: `arn:${world.partition}:sts::${world.account}:assumed-role/${roleName}/${session}`, roleArn: build.serviceRole };
  }

  /** The first reason counts, except that a stopping world has no time. */
  end(reason: EndReason): void {
    this.#reason = reason === 'WORLD' ? reason : (this.#reason ?? reason);
    this.#shell?.end(reason === 'WORLD' ? 2 : 10);
    this.#free?.();
  }

  async run(): Promise<void> {
    const { clock } = this.#world;
    const { build } = this.#record;
    emitStateChange(this.#world, build);
    this.#record.leave('SUCCEEDED');
    const release = await this.#queue();
    const timer = clock.after(build.timeoutInMinutes * 60_000, () => this.end('TIMED_OUT'));
    let status: BuildStatus = 'FAULT';
    try {
      status = await this.#phases();
    } finally {
      timer.cancel();
      await this.#shell?.close();
      release();
      // A world that stops says nothing: the next start finds the build unfinished.
      if (this.#reason !== 'WORLD') this.#record.complete(this.#reason ?? status);
      this.#log.flush();
    }
  }

  /** Waits for its turn, or for whoever ends it before. */
  async #queue(): Promise<() => void> {
    this.#record.enter('QUEUED');
    const slot = slots(this.#world).take();
    const { clock } = this.#world;
    const timer = clock.after(this.#record.build.queuedTimeoutInMinutes * 60_000, () => this.end('TIMED_OUT'));
    await Promise.race([slot.granted, new Promise<void>((resolve) => (this.#free = resolve))]);
    timer.cancel();
    this.#record.leave(this.#reason && this.#reason !== 'WORLD' ? this.#reason : 'SUCCEEDED');
    return slot.release;
  }

  async #phases(): Promise<BuildStatus> {
    if (this.#reason) return 'STOPPED';
    let spec: Buildspec;
    try {
      await this.#own('PROVISIONING', async () => this.#checkLog());
      spec = await this.#own('DOWNLOAD_SOURCE', () => this.#download());
    } catch (error) {
      if (!(error instanceof PhaseFault)) throw error;
      this.#log.container(`Phase context status code: ${error.context.statusCode} Message: ${error.message}`);
      return 'FAILED';
    }
    let succeeding = true;
    for (const name of phaseNames) {
      if (this.#reason) break;
      // A failed BUILD still gets its POST_BUILD; a failed INSTALL or PRE_BUILD ends the build.
      this.#shell?.set('CODEBUILD_BUILD_SUCCEEDING', succeeding ? '1' : '0');
      const ok = await this.#commandPhase(name, spec);
      succeeding &&= ok;
      const { onFailure } = spec.phases[name];
      if (!ok && onFailure !== 'CONTINUE' && (onFailure === 'ABORT' || name !== 'build')) break;
    }
    this.#record.change({ exportedEnvironmentVariables: this.#shell?.variables(spec.exported) ?? [] });
    if (!this.#reason) {
      this.#record.enter('UPLOAD_ARTIFACTS');
      this.#record.leave('SUCCEEDED');
    }
    return succeeding ? 'SUCCEEDED' : 'FAILED';
  }

  /** One of CodeBuild's own phases. */
  async #own<T>(phaseType: string, work: () => Promise<T>): Promise<T> {
    this.#record.enter(phaseType);
    try {
      const result = await work();
      this.#record.leave('SUCCEEDED');
      return result;
    } catch (error) {
      if (error instanceof PhaseFault) this.#record.leave('FAILED', error.context);
      throw error;
    }
  }

  #checkLog(): void {
    const { build } = this.#record;
    const { groupName, streamName } = build.logs;
    if (!groupName) return;
    const { partition, region, account } = this.#world;
    const stream = `arn:${partition}:logs:${region}:${account}:log-group:${groupName}:log-stream:${streamName}`;
    try {
      for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) this.#world.authorize(build.serviceRole, action, stream);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const start = `Service role ${build.serviceRole} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${build.arn}.`;
      throw new PhaseFault('ACCESS_DENIED', `${start} Error message: ${error.message}`);
    }
  }

  async #download(): Promise<Buildspec> {
    const { build } = this.#record;
    try {
      const shell = new BuildShell(this.#world, build.id);
      this.#shell = shell;
      shell.open({});
      const exec = shell.exec.bind(shell);
      const commit = await fetchSource({ build, folder: shell.source, world: this.#world, role: this.#role, exec });
      if (commit) this.#record.change({ resolvedSourceVersion: commit });
      const spec = parseBuildspec(readBuildspec(build, shell.source));
      shell.use(spec.shell);
      shell.open(await buildEnvironment(this.#world, this.#record.build, this.#role, spec, shell.source, (value) => this.#log.hide(value)));
      const { engine } = this.#world;
      const what = 'these commands run on this machine with your own rights';
      this.#log.container(engine ? `Containers by ${engineTitle(engine)}; ${what}.` : `Process mode: ${what}; nothing is isolated.`);
      for (const note of spec.notes) this.#log.container(note);
      return spec;
    } catch (error) {
      if (error instanceof BuildspecFault) throw new PhaseFault('YAML_FILE_ERROR', error.message);
      if (error instanceof SourceFault) throw new PhaseFault('CLIENT_ERROR', error.message);
      if (error instanceof VariableFault) throw new PhaseFault('INVALID_ENVIRONMENT_VARIABLE', error.message);
      throw error;
    }
  }

  async #commandPhase(name: PhaseName, spec: Buildspec): Promise<boolean> {
    const phaseType = name.toUpperCase();
    const { commands, finally: last } = spec.phases[name];
    this.#record.enter(phaseType);
    this.#log.container(`Entering phase ${phaseType}`);
    let fault: PhaseContext | undefined;
    for (const [index, command] of [...commands, ...last].entries()) {
      if (fault && index < commands.length) continue;
      const failed = await this.#command(command);
      fault ??= failed;
      if (this.#reason) break;
    }
    const status = this.#reason && this.#reason !== 'WORLD' ? this.#reason : fault ? 'FAILED' : 'SUCCEEDED';
    this.#log.container(`Phase complete: ${phaseType} State: ${status}`);
    this.#log.container(`Phase context status code: ${fault?.statusCode ?? ''} Message: ${fault?.message ?? ''}`);
    this.#record.leave(status, fault);
    return fault === undefined;
  }

  async #command(command: string): Promise<PhaseContext | undefined> {
    this.#log.container(`Running command ${command.trimEnd()}`);
    const exit = await this.#shell
      ?.run(command, (line) => this.#log.line(line))
      .catch((error: unknown) => {
        if (!(error instanceof ContainerError)) throw error;
        this.#log.line(error.message);
        return { code: 127, signal: null };
      });
    if (exit?.code === 0 || this.#reason) return undefined;
    const reason = exit?.code === null ? `signal: ${exit.signal}` : `exit status ${exit?.code}`;
    this.#log.container(`Command did not exit successfully ${command.trimEnd()} ${reason}`);
    return { statusCode: 'COMMAND_EXECUTION_ERROR', message: `Error while executing command: ${command.trimEnd()}. Reason: ${reason}` };
  }
}

/** The project's or the override's text, a path in the source, or `buildspec.yml` there. */
function readBuildspec({ source }: Build, folder: string): string {
  const given = source.buildspec;
  if (given?.startsWith('arn:')) throw new BuildspecFault(`a buildspec in S3 (${given}) is not read locally: give it inline`);
  if (given !== undefined && /[\n{]/.test(given)) return given;
  const file = join(folder, given ?? 'buildspec.yml');
  if (!existsSync(file)) throw new BuildspecFault(`YAML_FILE_ERROR: stat ${given ?? 'buildspec.yml'}: no such file or directory`);
  return readFileSync(file, 'utf8');
}
