import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
} from '@aws-sdk/client-sagemaker';
import { prices } from '../../lambdas/contract/prices.ts';
import type { Account } from '../account.ts';
import { isMissing } from '../installation.ts';
import type { Io } from '../io.ts';
import { count, type Thing } from './thing.ts';

/** Endpoints, endpoint configurations and SageMaker models that runs of one model made: no stack knows them. */
export async function hostingThings(account: Account, io: Io, model: string): Promise<Thing[]> {
  const { sagemaker } = account;
  return [
    ...(await endpointThings(account, io, model)),
    ...(await listed(
      'configs',
      'endpoint configuration',
      'Endpoint configurations deleted',
      () => configsOf(account, model),
      (name) => sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })),
    )),
    ...(await listed(
      'models',
      'SageMaker model',
      'SageMaker models deleted',
      () => modelsOf(account, model),
      (name) => sagemaker.send(new DeleteModelCommand({ ModelName: name })),
    )),
  ];
}

/** One line for all of a kind; listed again when they are removed, since the endpoint's removal took its time. */
async function listed(
  label: string,
  what: string,
  done: string,
  list: () => Promise<string[]>,
  remove: (name: string) => Promise<unknown>,
): Promise<Thing[]> {
  const found = await list();
  if (found.length === 0) return [];
  const removeAll = async () => {
    for (const name of await list()) await unlessGone(remove(name));
  };
  return [{ label, text: count(found.length, what), done, remove: removeAll }];
}

/** What a run of this model names its things: `bird` must not take `bird-strikes-…` for its own. */
const runName = (model: string): RegExp => new RegExp(`^${model}-\\d{8}-\\d{6}-[0-9a-f]{6}$`);

/** Another installation of the account may have a model of this name: the role that a SageMaker model runs under says whose it is. */
async function isOurs(account: Account, model: string, ModelName: string): Promise<boolean> {
  const found = await unlessGone(account.sagemaker.send(new DescribeModelCommand({ ModelName })));
  return found === undefined || (found.ExecutionRoleArn ?? '').endsWith(`:role/${account.installation}-${model}-hosting`);
}

async function modelsOf(account: Account, model: string): Promise<string[]> {
  const names = await pages((NextToken) =>
    account.sagemaker
      .send(new ListModelsCommand({ NameContains: `${model}-`, MaxResults: 100, NextToken }))
      .then((page) => ({ items: page.Models?.map(({ ModelName = '' }) => ModelName), NextToken: page.NextToken })),
  );
  return own(account, model, names);
}

async function configsOf(account: Account, model: string): Promise<string[]> {
  const names = await pages((NextToken) =>
    account.sagemaker.send(new ListEndpointConfigsCommand({ NameContains: `${model}-`, MaxResults: 100, NextToken })).then((page) => ({
      items: page.EndpointConfigs?.map(({ EndpointConfigName = '' }) => EndpointConfigName),
      NextToken: page.NextToken,
    })),
  );
  return own(account, model, names);
}

/** A run names its configuration like its SageMaker model, which therefore tells of both. */
async function own(account: Account, model: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) if (runName(model).test(name) && (await isOurs(account, model, name))) found.push(name);
  return found;
}

/** Every endpoint is looked at: its name is a setting, which may have been another before. Its configuration says whose it is. */
async function endpointThings(account: Account, io: Io, model: string): Promise<Thing[]> {
  const names = await pages((NextToken) =>
    account.sagemaker
      .send(new ListEndpointsCommand({ MaxResults: 100, NextToken }))
      .then((page) => ({ items: page.Endpoints?.map(({ EndpointName = '' }) => EndpointName), NextToken: page.NextToken })),
  );
  const things: Thing[] = [];
  for (const name of names) {
    const found = await unlessGone(account.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name })));
    const config = found?.EndpointConfigName ?? '';
    if (!runName(model).test(config) || !(await isOurs(account, model, config))) continue;
    const { text, month } = await instances(account, config);
    things.push({
      label: 'endpoint',
      text: `${name}, ${found?.EndpointStatus}${text}`,
      month: found?.EndpointStatus === 'Failed' ? undefined : month,
      done: `Endpoint ${name} deleted`,
      remove: () => removeEndpoint(account, io, name),
    });
  }
  return things;
}

const hours = 30 * 24;

async function instances(account: Account, EndpointConfigName: string): Promise<{ text: string; month?: number }> {
  const config = await unlessGone(account.sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName })));
  const { InstanceType, InitialInstanceCount = 1 } = config?.ProductionVariants?.[0] ?? {};
  if (!InstanceType) return { text: '' };
  const hour = prices.instanceHour[InstanceType];
  const text = `, ${InitialInstanceCount} × ${InstanceType}${hour === undefined ? ' (no price known here)' : ''}`;
  return { text, month: hour === undefined ? undefined : hour * hours * InitialInstanceCount };
}

/** An endpoint that changes refuses to be deleted: its change is waited for, and then its end. */
async function removeEndpoint(account: Account, io: Io, EndpointName: string): Promise<void> {
  for (;;) {
    const found = await unlessGone(account.sagemaker.send(new DescribeEndpointCommand({ EndpointName })));
    if (!found) return;
    if (!['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'].includes(found.EndpointStatus ?? ''))
      await unlessGone(account.sagemaker.send(new DeleteEndpointCommand({ EndpointName })));
    io.interrupt.check();
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}

/** Undefined where AWS says that there is no such thing. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && isMissing(error)) return undefined;
    throw error;
  }
}

/** Every item of a paged list. */
export async function pages<T>(
  read: (token: string | undefined) => Promise<{ readonly items?: readonly T[]; readonly NextToken?: string }>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    found.push(...(page.items ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}
