/** Seconds between two looks, as the samples of 2019 have them. */
const every = { build: 5, training: 30, endpoint: 10 } as const;

type Name = 'start-build' | 'build-status' | 'start-training' | 'training-status' | 'deploy' | 'endpoint-status' | 'notify';

/** A kind of job: who begins it, who looks, and how often. */
interface Polled {
  readonly start: Name;
  readonly status: Name;
  readonly seconds: number;
}

/** The functions that the definition calls. */
export const functionNames: readonly Name[] = [
  'start-build',
  'build-status',
  'start-training',
  'training-status',
  'deploy',
  'endpoint-status',
  'notify',
];

/** One job of the chain: begun, and then looked at by Wait, Lambda and Choice until it has ended. */
function job(begin: string, { start, status, seconds }: Polled, next: string, input: object, arn: (name: Name) => string) {
  const [wait, look, choose] = [`Wait for ${begin}`, `Status of ${begin}`, `Is ${begin} done?`];
  // One JSON object that grows from state to state, as everybody wrote it then.
  const asked = Object.entries(input).map(([key, value]) => `'${key}': '${value}'`);
  return {
    [begin]: { Type: 'Task', Resource: arn(start), Arguments: `{% $merge([$states.input, {${asked.join(', ')}}]) %}`, Next: wait },
    [wait]: { Type: 'Wait', Seconds: seconds, Next: look },
    [look]: { Type: 'Task', Resource: arn(status), Next: choose },
    [choose]: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $states.input.status = 'done' %}", Next: next },
        { Condition: "{% $states.input.status = 'failed' %}", Next: 'Failed' },
      ],
      Default: wait,
    },
  };
}

/**
 * The classic sample of 2019: one thing after the other, everything always made again, each job polled at a fixed interval. No verification,
 * no gate and no lock: it promises less. In JSONata, which the interpreter knows alone; states, transitions and events are those of JSONPath.
 */
export function definition(arn: (name: Name) => string): object {
  const build = { start: 'start-build', status: 'build-status', seconds: every.build } as const;
  const training = { start: 'start-training', status: 'training-status', seconds: every.training } as const;
  const deploy = { start: 'deploy', status: 'endpoint-status', seconds: every.endpoint } as const;
  return {
    Comment: 'Build, train, build, deploy.',
    QueryLanguage: 'JSONata',
    StartAt: 'Training image',
    States: {
      ...job('Training image', build, 'Training', { role: 'training-image' }, arn),
      ...job('Training', training, 'Inference image', {}, arn),
      ...job('Inference image', build, 'Endpoint', { role: 'inference-image' }, arn),
      ...job('Endpoint', deploy, 'Notify', {}, arn),
      Notify: { Type: 'Task', Resource: arn('notify'), End: true },
      Failed: { Type: 'Fail' },
    },
  };
}
