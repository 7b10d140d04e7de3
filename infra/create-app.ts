import { App, type AppProps } from 'aws-cdk-lib';
import { contextOf, readArguments, readOptions } from './context.ts';
import { featureFlags } from './feature-flags.ts';
import { readModels } from './models.ts';
import { pascal } from './names.ts';
import { readPlatform } from './platform.ts';
import { ModelStack } from './stacks/model-stack.ts';
import { SharedStack } from './stacks/shared-stack.ts';

/**
 * The shared stack and one stack for each model, from a command line and the CDK's context. Needs no account, network or Docker.
 * @throws Error in one line for each wrong option or setting.
 */
export function createApp(argv: readonly string[], defaults: { validate?: boolean; appProps?: AppProps } = {}): App {
  const args = readArguments(argv);
  const app = new App({
    outdir: args.outdir,
    // The CDK's command line passes cdk.json's flags itself: the same here, so that every way in writes the same templates.
    context: featureFlags(),
    // Only what is ours in the templates, whoever writes them; nothing reads the construct tree.
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: args.validate ?? defaults.validate ?? false,
    ...defaults.appProps,
  });
  const context = contextOf(args, (name) => app.node.tryGetContext(name));
  const options = { ...readOptions(args, context), platform: readPlatform(context) };
  const models = readModels(options.models);
  const name = pascal(options.installation);
  const shared = new SharedStack(app, name, options);
  // A deploy of some models takes nothing from the others.
  for (const { settings } of readModels(undefined)) shared.passRolesOf(settings.model);
  for (const model of models) {
    const stack = new ModelStack(app, `${name}-${model.settings.model}`, {
      ...options,
      shared,
      model,
    });
    stack.addStackDependency(shared, 'imports its buckets');
  }
  return app;
}
