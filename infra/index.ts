import { resolve } from 'node:path';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { InferInput } from 'valibot';
import type { settingsFile } from '../lambdas/contract/settings.ts';
import { type Options, readOptions } from './context.ts';
import { checkModel, type Model, readModels } from './models.ts';
import { pascal } from './names.ts';
import { checkPlatform, type Platform } from './platform.ts';
import { ModelStack } from './stacks/model-stack.ts';
import { SharedStack } from './stacks/shared-stack.ts';

// What `import { ModelPipeline, Trainyard } from 'trainyard'` gives. Everything else in here may change.

/** An installation's own options, as the app's context has them, and the CDK's of any stack. The stack's name follows from the installation's. */
export interface TrainyardProps extends Partial<Omit<Options, 'models'>>, Omit<StackProps, 'stackName'> {}

/** What all models share: the state machines, their functions and builds, buckets and topics. One stack an installation. */
export class Trainyard extends SharedStack {
  readonly installation: string;
  readonly platform: Platform;

  /** @throws Error naming a wrong option */
  constructor(scope: Construct, id: string, props: TrainyardProps = {}) {
    const options = {
      ...readOptions({}, (name) => asText(props[name as keyof TrainyardProps])),
      platform: checkPlatform(props.platform ?? {}),
    };
    const { installation } = options;
    super(scope, id, { ...options, stack: { ...ours, ...props, stackName: pascal(installation) } });
    this.installation = installation;
    this.platform = options.platform;
  }
}

/** A settings file's content, as `trainyard.yml` has it: name and what judges the model; all else has defaults. */
export type ModelPipelineSettings = InferInput<typeof settingsFile>;

/** One model of an installation. */
export interface ModelPipelineProps extends Omit<StackProps, 'stackName'> {
  readonly trainyard: Trainyard;
  /** The model's folder, which the deploy packages, relative to the current one. Without `settings`, its trainyard.yml (or a settings file) has them. */
  readonly folder?: string;
  /** In place of a settings file. With `source.type` codecommit or github there is no `folder`. */
  readonly settings?: ModelPipelineSettings;
}

/** All that one model owns: settings, source, triggers, images, releases, roles. One stack a model, deployed after the shared one. */
export class ModelPipeline extends ModelStack {
  readonly model: string;

  /** @throws Error with one line for each wrong setting */
  constructor(scope: Construct, id: string, props: ModelPipelineProps) {
    const { trainyard, folder, settings, ...stack } = props;
    const model = modelOf(folder, settings);
    const name = model.settings.model;
    const { account, region, installation, platform, stackName: sharedStack } = trainyard;
    super(scope, id, {
      installation,
      platform,
      shared: trainyard,
      model,
      stack: { ...ours, env: { account, region }, ...stack, stackName: `${sharedStack}-${name}` },
    });
    this.model = name;
    this.addStackDependency(trainyard, 'imports its buckets');
  }
}

/** Options are checked as the context has them: lists by commas, numbers as digits. */
const asText = (value: unknown): unknown => (Array.isArray(value) || typeof value === 'number' ? String(value) : value);

/** Only what is ours in the templates: the local world then takes them as they are. */
const ours = { analyticsReporting: false } as const satisfies StackProps;

function modelOf(folder: string | undefined, settings: ModelPipelineSettings | undefined): Model {
  if (settings === undefined) {
    if (folder === undefined) throw new Error('ModelPipeline: expected folder or settings, got neither');
    // One path is one model.
    return readModels([folder])[0] as Model;
  }
  const shown = `settings of ${JSON.stringify(settings.model)}`;
  const model = checkModel(settings, shown, (path) => {
    if (folder === undefined) throw new Error(`${shown}: folder: expected the model's folder with source.type folder, got nothing`);
    return resolve(folder, path ?? '.');
  });
  if (folder === undefined || typeof model.source === 'string') return model;
  throw new Error(`${shown}: folder: expected with source.type folder only, got "${folder}" with ${model.source.type}`);
}
