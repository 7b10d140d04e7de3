import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployInto, type Runtime, startWorld } from '../../../../local/runtime.ts';
import { type Keys, signed } from '../../../../local/signature/sign.ts';

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
    const { stacks } = await deployInto(runtime.endpointUrl, join(folder, 'world'), assembly(bucket));
    expect(stacks).toMatchObject([{ name: 'S', created: ['Bucket'] }]);
    await runtime.world.call('s3', 'HeadBucket', { Bucket: 'a-bucket' });
  });

  it('says what went wrong there', async () => {
    await expect(deployInto(runtime.endpointUrl, join(folder, 'world'), assembly({ X: { Type: 'AWS::Made::Up' } }))).rejects.toThrow(
      /AWS::Made::Up/,
    );
  });

  it('waits for the deploy before it', async () => {
    const out = assembly(bucket);
    const answers = await Promise.all([
      deployInto(runtime.endpointUrl, join(folder, 'world'), out),
      deployInto(runtime.endpointUrl, join(folder, 'world'), out),
    ]);
    expect(answers.map(({ stacks }) => stacks[0]?.created)).toEqual([['Bucket'], []]);
  });

  it('is for who can read the state folder, not for the dummy keys that everybody knows', async () => {
    const url = new URL(`${runtime.endpointUrl}/_trainyard/deploy`);
    const body = '{"assembly":"/"}';
    const { accessKeyId, secretAccessKey, sessionToken } = runtime.world.credentials('arn:aws:iam::000000000000:role/some');
    const owner = { accessKeyId: 'owner', secretAccessKey: readFileSync(join(folder, 'world/owner-key'), 'utf8').trim() };
    const ask = async (headers: Record<string, string>, method = 'POST') => {
      const response = await fetch(url, { method, headers, body: method === 'GET' ? undefined : body });
      return [response.status, ((await response.json()) as { message: string }).message];
    };
    const as = (keys: Keys) =>
      signed({ method: 'POST', url, headers: {}, body, keys, region: 'us-east-1', service: 'trainyard', now: Date.now() });
    expect(await ask({})).toEqual([403, 'Missing Authentication Token']);
    for (const keys of [
      { accessKeyId: 'test', secretAccessKey: 'test' },
      { accessKeyId, secretAccessKey, sessionToken },
    ])
      expect(await ask(as(keys))).toEqual([403, expect.stringContaining('signed with the key in the state folder (owner-key), got')]);
    expect(await ask(as({ ...owner, secretAccessKey: 'owner' }))).toEqual([403, expect.stringContaining('does not match')]);
    expect(await ask(as(owner), 'GET')).toEqual([405, 'Expected POST, got GET']);
    expect(await ask(as(owner))).toEqual([400, expect.stringContaining('manifest.json')]);
    expect(statSync(join(folder, 'world/owner-key')).mode & 0o777).toBe(0o600);
  });

  it('says whose world it is where the key cannot be read', async () => {
    await expect(deployInto(runtime.endpointUrl, join(folder, 'another'), '/')).rejects.toThrow(
      'Use the world as the user who started it.',
    );
  });
});
