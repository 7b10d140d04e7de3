import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { clientOptions, testWorld } from '../../helpers/world.ts';

let ssm: SSMClient;

beforeEach(async () => {
  ssm = new SSMClient(clientOptions(await testWorld()));
  onTestFinished(() => ssm.destroy());
});

const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = async (Name: string, WithDecryption?: boolean) => (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;
const failed = async (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('the call should have failed'),
    (error) => `${error.name}: ${error.message}`,
  );

describe('a parameter', () => {
  it('has versions, each to be read', async () => {
    expect(await put('/trainyard/birds/defaults/build', 'one', { Description: 'the stack' })).toMatchObject({
      Version: 1,
      Tier: 'Standard',
    });
    expect(await put('/trainyard/birds/defaults/build', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await get('/trainyard/birds/defaults/build')).toMatchObject({
      Name: '/trainyard/birds/defaults/build',
      ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/trainyard/birds/defaults/build',
      Value: 'two',
      Version: 2,
      DataType: 'text',
      LastModifiedDate: expect.any(Date),
    });
    expect(await get('/trainyard/birds/defaults/build:1')).toMatchObject({ Value: 'one', Selector: ':1' });
    expect((await get('arn:aws:ssm:us-east-1:000000000000:parameter/trainyard/birds/defaults/build'))?.Value).toBe('two');
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/trainyard/birds/defaults/build' }));
    expect(Parameters).toMatchObject([
      { Version: 1, Value: 'one', Description: 'the stack' },
      { Version: 2, Value: 'two', Description: 'the stack' },
    ]);
    expect(await failed(get('/trainyard/birds/defaults/build:3'))).toMatch(/^ParameterVersionNotFound: /);
  });

  it('keeps a hundred versions', async () => {
    for (let version = 1; version <= 102; version++) await put('counter', String(version), { Overwrite: true });
    expect(await failed(get('counter:2'))).toMatch(/^ParameterVersionNotFound/);
    expect((await get('counter:3'))?.Value).toBe('3');
    expect((await get('counter'))?.Version).toBe(102);
  });

  it('is not overwritten unasked', async () => {
    await put('a', 'x');
    expect(await failed(put('a', 'y'))).toBe(
      'ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
    expect(await failed(put('a', 'y', { Overwrite: true, Type: 'SecureString' }))).toMatch(/^HierarchyTypeMismatchException/);
    expect(await failed(put('a', 'y', { Overwrite: true, Tags: [{ Key: 'k', Value: 'v' }] }))).toMatch(
      /tags and overwrite can't be used together/,
    );
  });

  it('shows a SecureString only when asked to decrypt', async () => {
    await put('secret', 'hush', { Type: 'SecureString' });
    expect((await get('secret'))?.Value).not.toContain('hush');
    expect((await get('secret', true))?.Value).toBe('hush');
  });

  it.each<[string, Partial<PutParameterCommandInput>, RegExp]>([
    [
      '/a',
      { Value: 'x'.repeat(4097) },
      /^ValidationException: Standard tier parameters support a maximum parameter value of 4096 characters\./,
    ],
    [
      '/a',
      { Value: 'x'.repeat(8193), Tier: 'Advanced' },
      /^ValidationException: Advanced tier parameters support a maximum parameter value of 8192 characters\./,
    ],
    ['/a', { Value: '' }, /^ValidationException: 1 validation error detected: Value '' at 'value' failed/],
    ['/a', { Type: undefined }, /^ValidationException: A parameter type is required when you create a parameter\.$/],
    [
      '/a',
      { AllowedPattern: '^\\d+$' },
      /^ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: \^\\d\+\$$/,
    ],
    ['a/b', {}, /^ValidationException: Parameter name must be a fully qualified name\.$/],
    ['/aws/x', {}, /^ValidationException: Parameter name: can't be prefixed with "aws" or "ssm"/],
    ['/a b', {}, /^ValidationException: Parameter name: /],
    [`/${'a/'.repeat(15)}b`, {}, /^HierarchyLevelLimitExceededException/],
  ])('refuses %s with %o', async (Name, input, error) => {
    expect(await failed(put(Name, 'value', input))).toMatch(error);
  });

  it('grows into the advanced tier, and not back', async () => {
    expect((await put('big', 'x'.repeat(5000), { Tier: 'Intelligent-Tiering' })).Tier).toBe('Advanced');
    expect(await failed(put('big', 'x', { Tier: 'Standard', Overwrite: true }))).toMatch(/can't downgrade a parameter/);
  });
});

describe('many parameters', () => {
  beforeEach(async () => {
    for (const model of ['birds', 'cars']) for (const section of ['build', 'training']) await put(`/trainyard/${model}/${section}`, model);
    await put('/trainyard/version', '1');
  });

  it('are found by path, page by page', async () => {
    const names = async (Path: string, Recursive: boolean, MaxResults: number) => {
      const found: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await ssm.send(new GetParametersByPathCommand({ Path, Recursive, MaxResults, NextToken }));
        found.push(...(page.Parameters ?? []).map(({ Name }) => Name));
        NextToken = page.NextToken;
      } while (NextToken);
      return found;
    };
    expect(await names('/trainyard/', true, 2)).toEqual([
      '/trainyard/birds/build',
      '/trainyard/birds/training',
      '/trainyard/cars/build',
      '/trainyard/cars/training',
      '/trainyard/version',
    ]);
    expect(await names('/trainyard', false, 10)).toEqual(['/trainyard/version']);
    expect(await names('/train', true, 10)).toEqual([]);
    expect(await failed(ssm.send(new GetParametersByPathCommand({ Path: 'trainyard' })))).toMatch(/must begin with a forward slash/);
    expect(await failed(ssm.send(new GetParametersByPathCommand({ Path: '/', MaxResults: 11 })))).toMatch(/less than or equal to 10/);
    expect(await failed(ssm.send(new GetParametersByPathCommand({ Path: '/', NextToken: 'x' })))).toBe(
      "InvalidNextToken: The specified token isn't valid.",
    );
  });

  it('are read by name, the unknown ones listed', async () => {
    const answer = await ssm.send(new GetParametersCommand({ Names: ['/trainyard/version', '/trainyard/nothing'] }));
    expect(answer.Parameters?.map(({ Value }) => Value)).toEqual(['1']);
    expect(answer.InvalidParameters).toEqual(['/trainyard/nothing']);
    expect(await failed(ssm.send(new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, at) => `n${at}`) })))).toMatch(
      /^ValidationException/,
    );
    expect(await failed(get('/trainyard/nothing'))).toMatch(/^ParameterNotFound/);
  });

  it('are described without values, by filter', async () => {
    const filters = [{ Key: 'Name', Option: 'BeginsWith', Values: ['/trainyard/birds'] }];
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: filters }));
    expect(Parameters?.map(({ Name }) => Name)).toEqual(['/trainyard/birds/build', '/trainyard/birds/training']);
    expect(Parameters?.[0]).not.toHaveProperty('Value');
  });

  it('are deleted', async () => {
    await ssm.send(new DeleteParameterCommand({ Name: '/trainyard/version' }));
    expect(await failed(ssm.send(new DeleteParameterCommand({ Name: '/trainyard/version' })))).toMatch(/^ParameterNotFound/);
    const answer = await ssm.send(new DeleteParametersCommand({ Names: ['/trainyard/cars/build', '/trainyard/version'] }));
    expect(answer).toMatchObject({ DeletedParameters: ['/trainyard/cars/build'], InvalidParameters: ['/trainyard/version'] });
  });
});
