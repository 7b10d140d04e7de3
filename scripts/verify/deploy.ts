import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { ModelPipeline, type ModelPipelineSettings, Trainyard } from '../../infra/index.ts';
import { Mailbox } from './mailbox.ts';
import type { Step } from './verification.ts';

/** The stacks as somebody's own CDK app makes them with our library, and the mailbox. The endpoint's name must be free in the account. */
export const deploy: Step = {
  name: 'Stacks deployed',
  run: ({ account: { installation }, email, model, assembly, deploy }) => {
    const app = new App({ outdir: assembly, analyticsReporting: false, treeMetadata: false, builtinCloudFormationValidation: false });
    const trainyard = new Trainyard(app, 'Shared', { installation, email });
    const settings = parse(readFileSync(model.file, 'utf8')) as ModelPipelineSettings;
    const deployment = { ...settings.deployment, endpointName: `${installation}-${model.name}` };
    new ModelPipeline(app, 'Model', { trainyard, folder: model.folder, settings: { ...settings, deployment } });
    new Mailbox(trainyard, 'Mailbox', { installation, topic: trainyard.runsTopic });
    app.synth();
    return deploy(assembly);
  },
};
