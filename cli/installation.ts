import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { GetParametersByPathCommand, type Parameter } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { EnvName, FunctionName } from '../lambdas/contract/functions.ts';
import { objects } from '../lambdas/contract/layout.ts';
import { type ModelState, modelState } from '../lambdas/contract/model-state.ts';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';

/** A variable of one of the installation's functions: they know the buckets, in both worlds alike. */
export async function functionVariable(account: Account, name: FunctionName, variable: EnvName): Promise<string> {
  const FunctionName = `${account.installation}-${name}`;
  const { Environment } = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).catch((cause: Error) => {
    if (cause.name !== 'ResourceNotFoundException') throw cause;
    throw notInstalled(account, cause);
  });
  const value = Environment?.Variables?.[variable];
  if (value) return value;
  throw new CliError(
    `Expected the function ${FunctionName} to have the variable ${variable}; it has none. Deploy this version of the stacks.`,
  );
}

/** The pipeline's ARN. Throws CliError when no installation of this name is here. */
export async function stateMachineArn(account: Account): Promise<string> {
  const name = `${account.installation}-pipeline`;
  let nextToken: string | undefined;
  do {
    const page = await account.sfn.send(new ListStateMachinesCommand({ nextToken }));
    const found = page.stateMachines?.find((machine) => machine.name === name);
    if (found?.stateMachineArn) return found.stateMachineArn;
    nextToken = page.nextToken;
  } while (nextToken);
  throw notInstalled(account);
}

/** The model package group of a model's releases, as its stack names it. */
export const packageGroup = ({ installation }: Account, model: string): string => `${installation}-${model}`;

/** True when AWS's answer is that there is no such thing; SageMaker and CloudFormation say so with a validation error's text. */
export function isMissing({ name, message }: Error): boolean {
  return (
    /NotFound|NoSuch|DoesNotExist/.test(name) || (/^Validation/.test(name) && /could not find|not found|does not exist/i.test(message))
  );
}

/** What is deployed and configured for a model, section by section; overrides lie over defaults, as Prepare merges them. */
export interface DeployedModel {
  readonly name: string;
  readonly sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every model of the installation, by name. Parameter Store gives ten parameters a page. */
export async function deployedModels(account: Account): Promise<DeployedModel[]> {
  const found: Parameter[] = [];
  let NextToken: string | undefined;
  do {
    const page = await account.ssm.send(new GetParametersByPathCommand({ Path: `/${account.installation}/`, Recursive: true, NextToken }));
    found.push(...(page.Parameters ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return group(found);
}

/** The model of that name. Throws listing the names there are. */
export async function deployedModel(account: Account, name: string): Promise<DeployedModel> {
  const models = await deployedModels(account);
  const model = models.find((candidate) => candidate.name === name);
  if (model) return model;
  if (models.length === 0) {
    await stateMachineArn(account);
    throw new CliError(`Expected the model ${name} in ${account.name}; no model is deployed there.`);
  }
  throw new CliError(`Expected one of the models ${models.map((other) => other.name).join(', ')}; got "${name}".`);
}

/** The endpoint's name: the setting, else the model's name. */
export function endpointName({ name, sections }: DeployedModel): string {
  const given = sections.deployment?.endpointName;
  return typeof given === 'string' ? given : name;
}

/** The model's state document; undefined before its first run. */
export async function readState(account: Account, model: string): Promise<ModelState | undefined> {
  const Bucket = await functionVariable(account, 'notify', 'ARTIFACTS_BUCKET');
  try {
    const { Body } = await account.s3.send(new GetObjectCommand({ Bucket, Key: objects.state(model) }));
    const state = v.safeParse(stored, await Body?.transformToString());
    if (state.success) return state.output;
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
  throw new UnreadableState(`s3://${Bucket}/${objects.state(model)} is not a model state: see docs/runbook.md, StateUnreadable.`);
}

const stored = v.pipe(v.string(), v.parseJson(), modelState);

/** A state document that somebody broke, or that a newer version wrote. */
export class UnreadableState extends CliError {}

function group(parameters: readonly Parameter[]): DeployedModel[] {
  const models = new Map<string, Record<string, Record<string, unknown>>>();
  const deployed = new Set<string>();
  // `defaults` sort before `overrides`: the later one wins.
  for (const { Name = '', Value = '{}' } of [...parameters].sort((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1))) {
    const [, , model, kind, section] = Name.split('/');
    if (!model) continue;
    // What people wrote outlives the stack: an override alone is no model.
    if (kind === 'deployed') deployed.add(model);
    const sections = models.get(model) ?? {};
    models.set(model, sections);
    if (section && (kind === 'defaults' || kind === 'overrides')) sections[section] = { ...sections[section], ...parseObject(Value) };
  }
  return [...models]
    .filter(([name]) => deployed.has(name))
    .map(([name, sections]) => ({ name, sections }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** An override that is no JSON is Prepare's to refuse; here it only shows nothing. */
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function notInstalled(account: Account, cause?: unknown): CliError {
  const how = account.dataDir ? 'Deploy a model: `trainyard local PATH` or `trainyard run PATH`.' : 'Deploy the stacks: docs/deploy.md.';
  return new CliError(`Expected the installation "${account.installation}" in ${account.name}; found none. ${how}`, { cause });
}
