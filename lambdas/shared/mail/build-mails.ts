import { consolePages } from '../../contract/console.ts';
import type { ImageResult, Job, Run } from '../../contract/payloads.ts';
import { links } from './links.ts';
import { causeParts, duration, runFacts, versionOf } from './parts.ts';
import { type Fact, type Mail, render } from './report.ts';

export type ImageRole = 'training' | 'inference';

/** What is told of one image: its build began, it is there (built, found by its build, or reused without one), or its build failed. */
export type BuildNews =
  | { readonly kind: 'build-started'; readonly job: Job }
  | { readonly kind: 'build-succeeded'; readonly job: Job | null; readonly image: ImageResult }
  | { readonly kind: 'build-failed'; readonly job: Job; readonly error: Error };

/** The mail of an image of a run, for those who asked for such mails. */
export function buildMail(run: Run, role: ImageRole, news: BuildNews): Mail {
  const what = run.images.shared ? 'image' : `${role} image`;
  return render({
    model: run.model,
    version: versionOf(run),
    ...told(run, what, news),
    facts: [...runFacts(run), ...(news.kind === 'build-succeeded' ? imageFacts(news.image) : [])],
    parts: news.kind === 'build-failed' ? causeParts(news.error.message) : [],
    ...(news.kind === 'build-failed' && { runbook: 'BuildFailed' }),
    links: [...links(run.execution.arn, { states: news.job ? [{ job: news.job }] : [] }), ...logLink(run, news.job)],
    next: `trainyard logs ${run.id} --state ${stateOf(role, news)}`,
  });
}

function told({ model, images }: Run, what: string, news: BuildNews): { outcome: string; sentence: string } {
  const whole = `${what} of ${model}${images.shared ? ', which trains and serves,' : ''}`;
  switch (news.kind) {
    case 'build-started':
      return { outcome: `build of the ${what} started`, sentence: `The build of the ${whole} began.` };
    case 'build-failed':
      return { outcome: `build of the ${what} failed`, sentence: `The build of the ${whole} failed, and the run fails with it.` };
    case 'build-succeeded': {
      const { reused, reason, seconds } = news.image;
      if (reused) return { outcome: `${what} reused`, sentence: `The ${whole} was reused: ${reason}.` };
      return { outcome: `${what} built in ${duration(seconds)}`, sentence: `The ${whole} was built in ${duration(seconds)}: ${reason}.` };
    }
  }
}

const imageFacts = ({ uri, seconds }: ImageResult): Fact[] => [
  ['Image', uri],
  ...(seconds > 0 ? [['Took', duration(seconds)] as const] : []),
];

/** A build's id is its project and the name of its log's stream. */
function logLink({ execution }: Run, job: Job | null): Fact[] {
  const [project, stream] = job?.id.split(':') ?? [];
  return project && stream ? [['Log', consolePages(execution.arn).logStream(`/aws/codebuild/${project}`, stream)]] : [];
}

/** The state whose job or function has the log. */
function stateOf(role: ImageRole, { job }: BuildNews): string {
  return `${job ? 'Await' : 'Start'}${role === 'training' ? 'Training' : 'Inference'}Image`;
}
