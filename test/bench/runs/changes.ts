import type { World } from '../../../local/world.ts';
import { push } from '../../simulation/services/codecommit.ts';

/** What the change makes necessary: the ideal does this and nothing else. */
export interface Necessary {
  readonly trainingImage?: true;
  readonly inferenceImage?: true;
  readonly training?: true;
  /** Verification and deployment: Trainyard promises the first for whatever is deployed. */
  readonly deployment?: true;
}

/** Something that a person changes about a model that is in service. */
export interface Change {
  readonly title: string;
  readonly needs: Necessary;
  /** How the run of it ends. */
  readonly outcome: 'succeeded' | 'unchanged';
  act(world: World): Promise<unknown>;
}

const pushed = (...names: string[]) => ({
  act: (world: World) => {
    const files = Object.fromEntries(names.map((name) => [name, `changed ${name}`.padEnd(40, '0').replaceAll(' ', '0')]));
    return push(world, 'trainyard-pushed', { author: 'jane', message: 'change', files });
  },
});

/** A setting is an override in Parameter Store; then a run is asked for, as `trainyard run` does. */
const edited = (section: string, value: object) => ({
  act: async (world: World) => {
    const Name = `/trainyard/pushed/overrides/${section}`;
    await world.call('ssm', 'PutParameter', { Name, Value: JSON.stringify(value), Type: 'String', Overwrite: true });
    const TopicArn = `arn:aws:sns:${world.region}:${world.account}:trainyard-launch`;
    await world.call('sns', 'Publish', { TopicArn, Message: JSON.stringify({ model: 'pushed', id: `wish-${world.clock.now()}` }) });
  },
});

/** SageMaker's longest. */
export const longest = 28 * 86_400;

export const changes = {
  full: {
    ...pushed('Dockerfile', 'train.py', 'inference.Dockerfile', 'serve.py'),
    title: 'full push',
    needs: { trainingImage: true, inferenceImage: true, training: true, deployment: true },
    outcome: 'succeeded',
  },
  inference: {
    ...pushed('serve.py'),
    title: 'inference-only push',
    needs: { inferenceImage: true, deployment: true },
    outcome: 'succeeded',
  },
  hyperparameters: {
    ...edited('training', { maxRuntimeSeconds: longest, hyperparameters: { epochs: 50 } }),
    title: 'settings: training',
    needs: { training: true, deployment: true },
    outcome: 'succeeded',
  },
  instance: {
    ...edited('deployment', { instanceType: 'ml.m5.large' }),
    title: 'settings: deployment',
    needs: { deployment: true },
    outcome: 'succeeded',
  },
  readme: { ...pushed('README.md'), title: 'README-only push', needs: {}, outcome: 'unchanged' },
} as const satisfies Record<string, Change>;
