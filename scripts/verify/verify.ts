import { ListEndpointsCommand } from '@aws-sdk/client-sagemaker';
import { ExitCode } from '../../cli/cli-error.ts';
import { main } from '../../cli/dispatch.ts';
import { interruptOf } from '../../cli/interrupt.ts';
import type { Io } from '../../cli/io.ts';
import type { LocalModel } from '../../cli/models.ts';
import { step } from '../../cli/step.ts';
import { billLines, readUsage, type Usage } from './bill.ts';
import { data } from './data.ts';
import { deploy } from './deploy.ts';
import { histories } from './histories.ts';
import { mail } from './mail.ts';
import { prediction } from './prediction.ts';
import { firstRun, rollback, secondRun } from './runs.ts';
import type { Step, Verification } from './verification.ts';
import type { VerifyWorld } from './worlds.ts';

const proofs: readonly Step[] = [deploy, data, firstRun, mail, prediction, secondRun, mail, rollback, mail, prediction];

export interface Places {
  readonly model: LocalModel;
  readonly assembly: string;
  readonly fixtures: string;
}

/**
 * Every proof in order; then, whatever became of them, the histories, the removal of all that was made, and the bill.
 * @throws AggregateError with the step that failed, and what of the tidying did
 */
export async function verify(world: VerifyWorld, io: Io, places: Places): Promise<void> {
  const verification = {
    ...places,
    account: world.account,
    email: world.email,
    io,
    deploy: world.deploy,
    trainyard: commandLine(world, io),
  };
  // Ctrl+C ends the proofs, not the tidying; a second one ends the process.
  const calm = { ...io, interrupt: interruptOf(new AbortController().signal) };
  const tidying = { ...verification, io: calm, trainyard: commandLine(world, calm) };
  const faults: unknown[] = [];
  const attempt = (work: () => Promise<void>) => work().catch((error: unknown) => void faults.push(error));
  let usage: Usage | undefined;
  let isDeployed = false;
  await attempt(async () => {
    for (const proof of proofs) {
      await did(proof, verification);
      isDeployed = true;
    }
  });
  if (isDeployed) {
    await attempt(() => did(histories, tidying));
    await attempt(async () => {
      usage = await readUsage(world.account);
    });
  }
  await attempt(() => did(destroy, tidying));
  if (usage) io.out.write(`\n${billLines(usage, io.clock.now()).join('\n')}\n`);
  if (faults.length > 0) throw new AggregateError(faults, faults.map((fault) => (fault as Error).message).join('\n'));
}

/** All of the installation, data too, until a look finds nothing: the buckets of a deploy that failed are found once its stack is gone. */
const destroy: Step = {
  name: 'Destroyed',
  run: async ({ account, trainyard }) => {
    const isDone = async () => (await trainyard('destroy', '--all', '--data', '--yes')).startsWith('Nothing of ');
    if (!(await isDone()) && !(await isDone()) && !(await isDone()))
      throw new Error('Expected nothing of the installation to be left after three rounds of destroy; see what they list.');
    // Asked for by itself: it is what would cost.
    const { Endpoints = [] } = await account.sagemaker.send(new ListEndpointsCommand({ NameContains: account.installation }));
    const left = Endpoints.map(({ EndpointName }) => EndpointName).join(', ');
    if (left)
      throw new Error(`Expected no endpoint of the installation to be left; found ${left}: delete it by hand, it bills by the hour.`);
    return 'nothing is left but the files in the CDK’s bucket';
  },
};

async function did({ name, run }: Step, verification: Verification): Promise<void> {
  verification.io.out.write(`\n== ${name}\n`);
  await step(
    verification.io,
    name,
    () => run(verification),
    (said) => said,
  );
}

/** `trainyard` as people call it, in this process: what it prints is shown and returned. */
function commandLine({ options }: VerifyWorld, io: Io): Verification['trainyard'] {
  return async (...words) => {
    io.out.write(`$ trainyard ${words.join(' ')}\n`);
    const printed: string[] = [];
    const say = (said: string | Uint8Array) => {
      const text = typeof said === 'string' ? said : Buffer.from(said).toString();
      printed.push(text);
      io.out.write(text);
    };
    const out = { ...io.out, isTerminal: false, write: say };
    const code = await main([...words, ...options], { ...io, out }, process.env);
    io.interrupt.check();
    if (code === ExitCode.ok) return printed.join('');
    throw new Error(`Expected \`trainyard ${words.join(' ')}\` to end well; it ended with ${code}.`);
  };
}
