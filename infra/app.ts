import { createApp } from './create-app.ts';
import { tidyAssembly } from './tidy-assembly.ts';

// `node dist/infra.mjs --outdir DIR --models a,b`, or run by `npx cdk` through cdk.json.
try {
  const ci = process.env.CI === 'true';
  const { directory } = createApp(process.argv.slice(2), { validate: ci }).synth();
  tidyAssembly(directory);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
