import { GetParametersByPathCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { ErrorName } from '../../contract/errors.ts';
import { nearest } from '../../contract/problems.ts';
import { PipelineError } from '../errors.ts';

/** One parameter of a model: its value is a JSON text. */
interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly version: number;
}

export interface ModelParameters {
  readonly model: string;
  readonly parameters: readonly Parameter[];
}

/**
 * The parameters of the model that was asked for, or of the only one there is.
 * @throws InvalidInput naming the models there are
 */
export async function modelParameters(ssm: SSMClient, installation: string, wanted: string | undefined): Promise<ModelParameters> {
  if (wanted !== undefined && /^[A-Za-z0-9._-]+$/.test(wanted)) {
    const parameters = await readPath(ssm, `/${installation}/${wanted}/`);
    if (modelsIn(parameters, installation).includes(wanted)) return { model: wanted, parameters };
  }
  const all = await readPath(ssm, `/${installation}/`);
  const models = modelsIn(all, installation);
  const [only] = models;
  if (wanted === undefined && only !== undefined && models.length === 1)
    return { model: only, parameters: all.filter(({ name }) => name.startsWith(`/${installation}/${only}/`)) };
  throw new PipelineError(ErrorName.InvalidInput, refusal(wanted, models));
}

function refusal(wanted: string | undefined, models: readonly string[]): string {
  if (models.length === 0)
    return 'No model is deployed: deploy a model stack first (models/ in the installation), then start the run again.';
  if (wanted === undefined) return `Several models are deployed: name one, as {"model": "${models[0]}"}. There are ${models.join(', ')}.`;
  const near = nearest(wanted, models);
  return `There is no model "${wanted}"${near ? `; did you mean "${near}"?` : '.'} Deployed: ${models.join(', ')}.`;
}

/** A model is there when its stack wrote `/<installation>/<model>/deployed`. */
const modelsIn = (parameters: readonly Parameter[], installation: string): string[] =>
  parameters
    .map(({ name }) => name.split('/'))
    .flatMap(([, root, model = '', leaf, ...rest]) => (root === installation && leaf === 'deployed' && rest.length === 0 ? [model] : []))
    .sort();

/** All pages: one holds at most ten parameters, and may hold none and still be followed by another. */
export async function readPath(ssm: SSMClient, Path: string): Promise<Parameter[]> {
  const found: Parameter[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path, Recursive: true, MaxResults: 10, NextToken }));
    for (const { Name = '', Value = '', Version = 0 } of page.Parameters ?? []) found.push({ name: Name, value: Value, version: Version });
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
