import type { Service } from '../operation.ts';
import { deleteParameter } from './delete-parameter.ts';
import { deleteParameters } from './delete-parameters.ts';
import { describeParameters } from './describe-parameters.ts';
import { getParameter } from './get-parameter.ts';
import { getParameterHistory } from './get-parameter-history.ts';
import { getParameters } from './get-parameters.ts';
import { getParametersByPath } from './get-parameters-by-path.ts';
import { putParameter } from './put-parameter.ts';

/** Systems Manager: Parameter Store only. */
export const ssm: Service = {
  name: 'ssm',
  operations: [
    deleteParameter,
    deleteParameters,
    describeParameters,
    getParameter,
    getParameterHistory,
    getParameters,
    getParametersByPath,
    putParameter,
  ],
};
