import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { codeFolder, makeFunction, makeRole } from '../../helpers/functions.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const answers = (text: string) => `exports.handler = async () => ${JSON.stringify(text)};`;

async function ask(world: World, FunctionName: string): Promise<unknown> {
  const { Payload } = await world.call<{ Payload: Uint8Array }>('lambda', 'Invoke', { FunctionName });
  return JSON.parse(Buffer.from(Payload).toString());
}

describe('functions', () => {
  it('keep a version running its old code after an update, over a restart too', async () => {
    const dataDir = temporaryFolder();
    const first = await testWorld({ dataDir });
    const { world } = first;
    const Directory = codeFolder(answers('one'));
    const arn = await makeFunction(world, 'f', '', { Code: { Directory } });
    expect(await world.call('lambda', 'PublishVersion', { FunctionName: arn })).toMatchObject({ Version: '1', FunctionArn: `${arn}:1` });
    writeFileSync(join(Directory, 'index.cjs'), answers('two'));
    expect(await ask(world, 'f')).toBe('one');
    await world.call('lambda', 'UpdateFunctionCode', { FunctionName: 'f', Directory });
    expect([await ask(world, 'f'), await ask(world, `${arn}:1`)]).toEqual(['two', 'one']);
    await first.stop();
    const second = await testWorld({ dataDir });
    expect([await ask(second.world, 'f'), await ask(second.world, 'f:1')]).toEqual(['two', 'one']);
  });

  it('publish no second version of the same code and configuration', async () => {
    const { world } = await testWorld();
    await makeFunction(world, 'f', answers('x'));
    const publish = async () => (await world.call<{ Version: string }>('lambda', 'PublishVersion', { FunctionName: 'f' })).Version;
    expect([await publish(), await publish()]).toEqual(['1', '1']);
    await world.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Timeout: 9 });
    expect(await publish()).toBe('2');
  });

  it('are described in the shapes that the SDK reads', async () => {
    const runtime = await testWorld();
    const arn = await makeFunction(runtime.world, 'f', answers('x'), { Publish: true, Description: 'd', Tags: { a: 'b' } });
    expect(arn).toMatch(/:function:f:1$/);
    const client = new LambdaClient(clientOptions(runtime));
    const { Configuration, Tags } = await client.send(new GetFunctionCommand({ FunctionName: 'f' }));
    expect(Configuration).toMatchObject({
      FunctionName: 'f',
      Version: '$LATEST',
      Description: 'd',
      State: 'Active',
      LastModified: expect.stringMatching(/\+0000$/),
    });
    expect(Tags).toEqual({ a: 'b' });
    expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'f', Qualifier: '1' }))).toMatchObject({
      FunctionArn: arn,
    });
    expect((await client.send(new ListFunctionsCommand({}))).Functions).toHaveLength(1);
    expect((await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'f' }))).Versions?.map(({ Version }) => Version)).toEqual([
      '$LATEST',
      '1',
    ]);
  });

  it('keep a resource policy per function and per version', async () => {
    const runtime = await testWorld();
    await makeFunction(runtime.world, 'f', answers('x'));
    const permission = {
      FunctionName: 'f',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:us-east-1:0:rule/r',
    };
    await runtime.world.call('lambda', 'AddPermission', permission);
    await expect(runtime.world.call('lambda', 'AddPermission', permission)).rejects.toThrow('The statement id (s) provided already exists');
    const client = new LambdaClient(clientOptions(runtime));
    const { Policy = '' } = await client.send(new GetPolicyCommand({ FunctionName: 'f' }));
    expect(JSON.parse(Policy).Statement).toEqual([
      {
        Sid: 's',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        Condition: { ArnLike: { 'AWS:SourceArn': permission.SourceArn } },
      },
    ]);
    const as = (sourceArn: string) => ({ arn: 'events.amazonaws.com', service: { principal: 'events.amazonaws.com', sourceArn } });
    await expect(runtime.world.call('lambda', 'Invoke', { FunctionName: 'f' }, as(permission.SourceArn))).resolves.toMatchObject({
      StatusCode: 200,
    });
    await expect(
      runtime.world.call('lambda', 'Invoke', { FunctionName: 'f' }, as('arn:aws:events:us-east-1:0:rule/other')),
    ).rejects.toThrow('no resource-based policy allows the lambda:InvokeFunction action');
    await runtime.world.call('lambda', 'RemovePermission', { FunctionName: 'f', StatementId: 's' });
    await expect(client.send(new GetPolicyCommand({ FunctionName: 'f' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuse a second one, a role that Lambda may not take, another language and a reserved variable', async () => {
    const { world } = await testWorld();
    await makeFunction(world, 'f', answers('x'));
    const Role = await makeRole(world, 'r');
    await expect(makeFunction(world, 'f', '', { Role })).rejects.toThrow(
      'Function already exist: arn:aws:lambda:us-east-1:000000000000:function:f',
    );
    const other = await makeRole(world, 'other', [], { service: 'sagemaker.amazonaws.com' });
    await expect(makeFunction(world, 'g', '', { Role: other })).rejects.toThrow('cannot be assumed by Lambda');
    await expect(makeFunction(world, 'g', '', { Role, Runtime: 'python3.13' })).rejects.toThrow('got python3.13');
    await expect(makeFunction(world, 'g', '', { Role, Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toThrow(
      'Reserved keys used in this request: AWS_REGION',
    );
    await expect(makeFunction(world, 'g', '', { Role, Code: { Directory: '/none' } })).rejects.toThrow('got /none');
  });

  it('are gone with their versions when deleted', async () => {
    const { world } = await testWorld();
    await makeFunction(world, 'f', answers('x'), { Publish: true });
    await world.call('lambda', 'DeleteFunction', { FunctionName: 'f', Qualifier: '1' });
    await expect(ask(world, 'f:1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await world.call('lambda', 'DeleteFunction', { FunctionName: 'f' });
    await expect(ask(world, 'f')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
