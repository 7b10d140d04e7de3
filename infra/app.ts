import { createApp } from './create-app.ts';

// `node dist/infra.mjs --outdir DIR --models a,b`, or run by `npx cdk` through cdk.json.
try {
  const ci = process.env.CI === 'true';
  createApp(process.argv.slice(2), { validate: ci }).synth();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
