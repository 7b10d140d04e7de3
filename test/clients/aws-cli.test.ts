import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ClientWorld, clientWorld } from './client-world.ts';

const clients = inject('clients');

let here: ClientWorld;
beforeAll(async () => {
  if (clients) here = await clientWorld();
});
afterAll(() => here?.world.close());

const pipeline = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';

/** The second version of the CLI, which AWS and Debian ship as a program of its own; not on PyPI. */
function second(): string | undefined {
  try {
    return /^aws-cli\/2/.test(execFileSync('/usr/bin/aws', ['--version'], { encoding: 'utf8' })) ? '/usr/bin/aws' : undefined;
  } catch {
    return undefined; // not installed
  }
}
const programs: readonly (readonly [string, string | undefined])[] = [
  ['aws 1.45', clients && join(clients.current, 'aws')],
  ['aws 2 of the machine', clients && second()],
];

describe.each(programs)('%s', (_, program) => {
  const aws = async (words: string) => {
    const endpoint = here.world.runtime.endpointUrl;
    const all = [
      '--endpoint-url',
      endpoint,
      '--output',
      'json',
      ...(words.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, '')),
    ];
    return here.run(program ?? '', all, { AWS_PAGER: '' });
  };
  const answer = async (words: string) => JSON.parse(await aws(words));
  const ended = (executionArn: string) => here.world.ended(executionArn);

  it.skipIf(!program)('lists executions, reads a history, starts with {}', async () => {
    const { executions } = await answer(`stepfunctions list-executions --state-machine-arn ${pipeline} --max-items 50`);
    expect(executions.at(-1)).toMatchObject({ status: 'SUCCEEDED' });
    const { events } = await answer(`stepfunctions get-execution-history --execution-arn ${executions.at(-1).executionArn} --page-size 20`);
    expect(events.map(({ id }: { id: number }) => id)).toEqual(events.map((_event: object, index: number) => index + 1));
    expect(events.at(-1).type).toBe('ExecutionSucceeded');
    const { executionArn } = await answer(`stepfunctions start-execution --state-machine-arn ${pipeline} --input {}`);
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await answer(`stepfunctions describe-execution --execution-arn ${executionArn}`)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.skipIf(!program)('reads and overrides parameters', async () => {
    const { Parameters } = await answer('ssm get-parameters-by-path --path /trainyard/toy --recursive');
    expect(Parameters.map(({ Name }: { Name: string }) => Name)).toContain('/trainyard/toy/defaults/training');
    const name = '--name /trainyard/toy/overrides/training';
    expect(await answer(`ssm put-parameter ${name} --type String --value '{"maxRuntimeSeconds": 120}'`)).toMatchObject({ Version: 1 });
    expect(await answer(`ssm get-parameter ${name} --query Parameter.Value`)).toBe('{"maxRuntimeSeconds": 120}');
    await aws(`ssm delete-parameter ${name}`);
    await expect(aws(`ssm get-parameter ${name}`)).rejects.toThrow('(ParameterNotFound) when calling the GetParameter operation');
  });

  it.skipIf(!program)('publishes a launch', async () => {
    const { Topics } = await answer('sns list-topics');
    const { TopicArn } = Topics.find((topic: { TopicArn: string }) => topic.TopicArn.endsWith(':trainyard-launch'));
    const mails = here.world.mails().length;
    expect(await answer(`sns publish --topic-arn ${TopicArn} --message '{"model": "toy"}'`)).toHaveProperty('MessageId');
    await here.world.mailAfter(mails, /\[toy\] unchanged/);
  });

  it.skipIf(!program)('uploads data, in parts and by sync, copies, lists and removes it', async () => {
    const variables = 'lambda get-function-configuration --function-name trainyard-prepare --query Environment.Variables.DATA_BUCKET';
    const bucket = `s3://${await answer(variables)}`;
    const folder = join(here.world.dataDir, 'upload');
    mkdirSync(join(folder, 'deep'), { recursive: true });
    writeFileSync(join(folder, 'big.bin'), Buffer.alloc(12 * 1024 * 1024, 'trainyard'));
    for (const name of ['one.csv', 'deep/twö b.csv']) writeFileSync(join(folder, name), `${name}\n`);
    expect((await aws(`s3 sync upload ${bucket}/cli/`)).match(/upload: /g)).toHaveLength(3);
    expect(await aws(`s3 sync upload ${bucket}/cli/`)).toBe('');
    const listing = await aws(`s3 ls ${bucket}/cli/`);
    expect(listing).toMatch(/PRE deep\/[\s\S]* 12582912 big\.bin[\s\S]* 8 one\.csv/);
    await aws(`s3 cp ${bucket}/cli/big.bin ${bucket}/cli/copy.bin`);
    await aws(`s3 mv ${bucket}/cli/one.csv ${bucket}/cli/moved.csv`);
    await aws(`s3 sync ${bucket}/cli back --delete`);
    expect(readdirSync(join(here.world.dataDir, 'back')).sort()).toEqual(['big.bin', 'copy.bin', 'deep', 'moved.csv']);
    const copied = readFileSync(join(here.world.dataDir, 'back/copy.bin'));
    expect(copied.equals(readFileSync(join(folder, 'big.bin')))).toBe(true);
    expect((await aws(`s3 rm ${bucket}/cli --recursive`)).match(/delete: /g)).toHaveLength(4);
    await expect(aws(`s3 ls ${bucket}/cli/`)).rejects.toThrow();
    await expect(aws(`s3 cp ${bucket}/cli/none .`)).rejects.toThrow('(404) when calling the HeadObject operation');
  });

  it.skipIf(!program)('lists and describes what a run made, waits for it, and asks the endpoint', async () => {
    const { ModelPackageSummaryList } = await answer('sagemaker list-model-packages --model-package-group-name trainyard-toy');
    expect(ModelPackageSummaryList.at(-1)).toMatchObject({ ModelPackageVersion: 1, ModelPackageStatus: 'Completed' });
    await aws('sagemaker wait endpoint-in-service --endpoint-name toy');
    expect(await answer('sagemaker describe-endpoint --endpoint-name toy')).toMatchObject({ EndpointStatus: 'InService' });
    const { TrainingJobSummaries } = await answer('sagemaker list-training-jobs --status-equals Completed');
    await aws(`sagemaker wait training-job-completed-or-stopped --training-job-name ${TrainingJobSummaries[0].TrainingJobName}`);
    writeFileSync(join(here.world.dataDir, 'payload.json'), '{"value": 1}');
    const told = 'sagemaker-runtime invoke-endpoint --endpoint-name toy --content-type application/json --body fileb://payload.json';
    expect(await answer(`${told} answer.json`)).toMatchObject({ ContentType: 'application/json' });
    expect(JSON.parse(readFileSync(join(here.world.dataDir, 'answer.json'), 'utf8'))).toMatchObject({ accuracy: 0.9 });
    await expect(aws('sagemaker describe-endpoint --endpoint-name nobody')).rejects.toThrow('Could not find endpoint');
    await expect(aws('sagemaker list-notebook-instances')).rejects.toThrow('UnknownOperationException');
  });
});
