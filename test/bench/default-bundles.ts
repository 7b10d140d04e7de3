import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';

// `tsx default-bundles.ts FOLDER`: the same handlers as CDK's own NodejsFunction bundles them when told nothing but the entry and the
// runtime. Prints {function: file}. A program of its own, because CDK and npm talk on stderr while they bundle.
const root = join(import.meta.dirname, '../..');
const outdir = process.argv[2] as string;
const stack = new Stack(new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } }), 'Defaults');
const bundle = (name: string) => {
  const made = new NodejsFunction(stack, name, { entry: join(root, 'lambdas', name, 'handler.ts'), runtime: Runtime.NODEJS_24_X });
  const folder = (made.node.defaultChild as CfnFunction).cfnOptions.metadata?.['aws:asset:path'] as string;
  return [name, join(outdir, folder, 'index.js')];
};
const files = Object.fromEntries(readdirSync(join(root, 'dist/lambdas')).sort().map(bundle));
process.stdout.write(JSON.stringify(files));
