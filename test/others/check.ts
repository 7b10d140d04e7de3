import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchThere } from './launch.ts';
import { checkDefinitions, lintTemplates } from './linters.ts';
import { createStack, publishAssets, startMinistack } from './ministack.ts';
import { npmFolder, pythonBin } from './tools.ts';

// What ministack 1.5.33 does not know: a shorter list is good news, a longer one is looked at.
const unknownThere = ['AWS::CodeCommit::Repository', 'AWS::SageMaker::ModelPackageGroup'];

const platformOptions = [
  'permissionsBoundary=team-boundary',
  'kmsKey=arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'subnets=subnet-0a1b2c3d,subnet-0a1b2c3e',
  'securityGroups=sg-0a1b2c3d',
  'artifactsBucket=team-artifacts',
  'dataBucket=team-data',
  'tags=team=ml,cost-centre=42',
  'deployed=another-model',
].flatMap((option) => ['-c', option]);

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Models of all three kinds of sources, with every trigger. */
function synthesize(folder: string, name: string, ...options: readonly string[]): string {
  const triggers = 'triggers: { data: true, schedule: "cron(0 3 ? * SUN *)" }\n';
  const evaluation = 'evaluation: { metric: auc, threshold: 0.75 }\n';
  const file = (model: string, source: string) => {
    const path = join(folder, `${model}.yml`);
    writeFileSync(path, `model: ${model}\nsource: ${source}\n${evaluation}${triggers}`);
    return path;
  };
  const models = [
    'examples/bird-strikes',
    file('in-codecommit', '{ type: codecommit }'),
    file('in-others-codecommit', '{ type: codecommit, repository: team-models }'),
    file('in-github', '{ type: github, repository: Octo/Cars }'),
  ];
  const assembly = join(folder, name);
  const args = ['dist/infra.mjs', '--outdir', assembly, '--models', models.join(','), '--email', 'you@example.com', ...options];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
  return assembly;
}

function findings(what: string, found: readonly string[]): number {
  say(`${what}: ${found.length === 0 ? 'no finding' : `${found.length} findings`}`);
  for (const finding of found) say(`  ${finding}`);
  return found.length === 0 ? 0 : 1;
}

async function inMinistack(bin: string, assembly: string): Promise<number> {
  const emulator = await startMinistack(bin);
  try {
    await publishAssets(emulator, assembly);
    const stacks = readdirSync(assembly).flatMap((file) => (file.endsWith('.template.json') ? file.replace('.template.json', '') : []));
    // The shared stack first: the models' import from it.
    let failed = 0;
    for (const stack of stacks.sort((a, b) => a.length - b.length)) {
      const { resources, leftOut } = await createStack(emulator, stack, readFileSync(join(assembly, `${stack}.template.json`), 'utf8'));
      say(`ministack: ${stack}: ${resources} resources created${leftOut.length > 0 ? `; it does not know ${leftOut.join(', ')}` : ''}`);
      const news = leftOut.filter((type) => !unknownThere.includes(type));
      if (news.length > 0) failed = 1;
    }
    const states = await launchThere(emulator, 'bird-strikes');
    say(`ministack: a message to the launch topic reached our function launch; the run it started entered ${states.join(', ')}`);
    say(
      'ministack: not shown there: CodeBuild builds nothing and SageMaker trains nothing, so a run ends in BuildFailed; no policy is enforced',
    );
    return failed;
  } finally {
    await emulator.stop();
  }
}

/** `npm run check:others`: our templates and definitions before checkers that others wrote. Exit code 1: one of them found something. */
async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-others-'));
  try {
    const plain = synthesize(folder, 'plain');
    const doors = ['-c', 'monthlyBudgetUsd=100', '-c', 'webhookConcurrency=5', '-c', 'githubRepositories=octo/cars'];
    const full = synthesize(folder, 'full', ...doors);
    let failed = findings('asl-validator, amazon-states-language-service: both definitions', await checkDefinitions(await npmFolder()));
    const bin = await pythonBin();
    if (!bin) {
      say('cfn-lint, ministack: skipped, as there is no python3 (3.10 or newer, with venv) here');
      return failed;
    }
    const platform = synthesize(folder, 'platform', ...platformOptions);
    for (const [name, assembly] of Object.entries({ plain, 'every trigger': full, 'every option of a platform': platform }))
      failed |= findings(`cfn-lint: every template, ${name}`, await lintTemplates(bin, assembly));
    return failed | (await inMinistack(bin, plain));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.exitCode = await main();
