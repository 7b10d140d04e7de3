import type { Champion, Outgoing } from '../../../lambdas/contract/model-state.ts';
import { configsOf } from '../../../local/services/sagemaker/hosting/configs.ts';
import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import type { ExecutionRecord } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import { ownerOf } from './facts.ts';

/** What a mail is about, as it is when the mail is written. */
interface Subject {
  /** As the subject calls it. */
  readonly model: string;
  readonly champion: Champion | null;
  /** Undefined where the mail is not of an execution that has ended. */
  readonly execution: ExecutionRecord | undefined;
}

/** What is wrong with a mail's subject or its first sentence; undefined where both say what happened. */
export function wrongWords(mail: Pick<Outgoing, 'id' | 'outcome' | 'subject' | 'body'>, about: Subject): string | undefined {
  const [subject, sentence] = wordsOf(mail, about) ?? [];
  if (subject === undefined || sentence === undefined) return `nobody knows what it should say: ${mail.id}`;
  const said = mail.body.split('\n\n')[0]?.replaceAll('\n', ' ') ?? '';
  if (!new RegExp(`^\\[${about.model}\\] ${subject}`).test(mail.subject)) return `its subject should be "${subject}"`;
  return new RegExp(`^${sentence}`).test(said) ? undefined : `"${said}" should be "${sentence}"`;
}

type Words = readonly [subject: string, sentence: string];

function wordsOf({ id, outcome, subject }: Pick<Outgoing, 'id' | 'outcome' | 'subject'>, about: Subject): Words | undefined {
  const { model, champion, execution } = about;
  const release = champion?.release.split('/').at(-1);
  const live = `Release ${release} of ${model} is live at the endpoint ${champion?.endpoint}\\.`;
  const { status = '', error = 'States\\.Timeout' } = execution ?? {};
  const ended = `(The (run|rollback) of ${model}|An execution) ${verbs[status]}`;
  const words: Readonly<Record<string, Words>> = {
    '-superseded': ['superseded: not run', 'This was not run, since a newer one goes first: .'],
    '-refused': ['failed: not started', `Step Functions refused to start this run of ${model}: `],
    '-stuck': ['locked: recovery failed', 'Cleaning up after '],
    '-unrecovered': ['failed: recovery failed', 'Cleaning up after \\S+ failed 3 times\\. It never held a lock'],
    'build-started': ['build of the (training |inference )?image started', `The build of the .*image of ${model}`],
    'build-failed': ['build of the (training |inference )?image failed', `The build of the .*image of ${model}`],
    'build-succeeded': ['(training |inference )?image (reused|built in )', `The .*image of ${model}.* was (reused|built in .*): `],
    '-started': ['(run|rollback to release \\d+) started', `A (run|rollback) of ${model} began: `],
    succeeded: [`release ${release} is live`, live],
    'rolled-back': [`rolled back to release ${release}`, live],
    unchanged: ['unchanged', `Nothing changed: release ${release} of ${model} still serves at the endpoint ${champion?.endpoint}\\.`],
    rejected: [
      'rejected by the gate',
      `The trained model was rejected: .*${champion ? 'The champion is untouched' : 'There is no champion: nothing serves'}\\.`,
    ],
    // What is too long for a subject is cut from the outcome's end.
    failed: [subject.includes('...') ? 'failed' : `failed( in [^:]+)?: ${error}`, ended],
    aborted: ['aborted: stopped', ended],
    superseded: ['superseded: stopped', ended],
  };
  return words[id.endsWith('-end') || outcome.startsWith('build-') ? outcome : id.slice(id.lastIndexOf('-'))];
}

const verbs: Readonly<Record<string, string>> = { FAILED: 'failed', TIMED_OUT: 'timed out', ABORTED: 'was stopped' };

/** What is wrong with the fact `Serving` of a mail: where the endpoint is not what it says, and where it is left out. */
export function wrongServing(body: string, model: string, champion: Champion | null, world: World): string | undefined {
  const said = /^Serving: +(.*(?:\n {12}.*)*)/m.exec(body)?.[1]?.replace(/\s+/g, ' ');
  if (said === undefined) return 'it does not say what serves';
  for (const [pattern, isSo] of servings) {
    const found = pattern.exec(said);
    if (found) return isSo(found, { model, champion, world }) ? undefined : `"${said}" is not so`;
  }
  return `"${said}" is no end`;
}

interface Scene {
  readonly model: string;
  readonly champion: Champion | null;
  readonly world: World;
}

/** The configuration that an endpoint serves; undefined where it does not. */
const servedAt = (world: World, name = ''): string | undefined => {
  const { EndpointStatus, EndpointConfigName } = endpointsOf(world).get(name) ?? {};
  return EndpointStatus === 'InService' ? EndpointConfigName : undefined;
};
const isGone = (world: World, name = ''): boolean => ['Deleting', undefined].includes(endpointsOf(world).get(name)?.EndpointStatus);

/** The words that recovery may end with, and when they are true. */
const servings: readonly (readonly [pattern: RegExp, isSo: (found: readonly string[], scene: Scene) => boolean])[] = [
  [
    /^The release of run (\S+) keeps serving at (\S+)\.$/,
    ([, run, endpoint], { champion, world }) =>
      champion?.run === run && champion?.endpoint === endpoint && servedAt(world, endpoint) === champion?.endpointConfig,
  ],
  [
    /^Nothing served before, nothing serves now\.$/,
    (_found, { model, champion, world }) =>
      champion === null &&
      !endpointsOf(world)
        .values()
        .some(({ EndpointStatus, EndpointConfigName }) => EndpointStatus !== 'Deleting' && ownerOf(EndpointConfigName)?.model === model),
  ],
  [/^The endpoint (\S+) does not exist, as before the run\.$/, ([, name], { champion, world }) => champion === null && isGone(world, name)],
  [/^The endpoint (\S+) does not exist: nothing serves\.$/, ([, name], { world }) => isGone(world, name)],
  [
    /^The endpoint (\S+) serves its former configuration (\S+)\.$/,
    ([, name, config], { champion, world }) => servedAt(world, name) === config && champion?.endpointConfig === config,
  ],
  [/^The endpoint (\S+) serves (\S+), which is not this run's: /, ([, name, config], { world }) => servedAt(world, name) === config],
  [
    /^The endpoint \S+ cannot go back to its former configuration (\S+), which is gone: /,
    ([, config = ''], { world }) => !configsOf(world).get(config),
  ],
];
