import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployInto, type Runtime, startWorld } from '../../../../local/runtime.ts';

let folder: string;
let runtime: Runtime;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-deploy-'));
  runtime = await startWorld({ dataDir: join(folder, 'world') });
});
afterEach(async () => {
  await runtime.stop();
  rmSync(folder, { recursive: true });
});

/** A cloud assembly with one stack, as the CDK lays it out. */
function assembly(resources: object): string {
  const out = join(folder, 'cdk.out');
  mkdirSync(out, { recursive: true });
  const artifact = {
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile: 'S.template.json' },
    displayName: 'S',
  };
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts: { S: artifact } }));
  writeFileSync(join(out, 'S.template.json'), JSON.stringify({ Resources: resources }));
  return out;
}

const bucket = { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'a-bucket' } } };

describe('a deploy from another process', () => {
  it('makes the resources in the running world', async () => {
    const { stacks } = await deployInto(runtime.endpointUrl, assembly(bucket));
    expect(stacks).toMatchObject([{ name: 'S', created: ['Bucket'] }]);
    await runtime.world.call('s3', 'HeadBucket', { Bucket: 'a-bucket' });
  });

  it('says what went wrong there', async () => {
    await expect(deployInto(runtime.endpointUrl, assembly({ X: { Type: 'AWS::Made::Up' } }))).rejects.toThrow(/AWS::Made::Up/);
  });

  it('waits for the deploy before it', async () => {
    const out = assembly(bucket);
    const answers = await Promise.all([deployInto(runtime.endpointUrl, out), deployInto(runtime.endpointUrl, out)]);
    expect(answers.map(({ stacks }) => stacks[0]?.created)).toEqual([['Bucket'], []]);
  });

  it('is for the root only', async () => {
    const { accessKeyId } = runtime.world.credentials('arn:aws:iam::000000000000:role/some');
    for (const authorization of [
      '',
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0`,
    ]) {
      const response = await fetch(`${runtime.endpointUrl}/_trainyard/deploy`, {
        method: 'POST',
        headers: { authorization },
        body: '{"assembly":"/"}',
      });
      expect(response.status).toBe(400);
    }
  });
});
