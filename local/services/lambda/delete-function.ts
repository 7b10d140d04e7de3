import { AwsError } from '../errors.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { reservations } from './concurrency.ts';
import { eventInvokeConfigs, eventInvokeKey } from './event-invoke-configs.ts';
import { functionName } from './members.ts';
import { policies } from './policies.ts';
import { functionKey, functionTable, latest, needFunction, readFunctionName, versionsOf } from './records.ts';
import { urlConfigs } from './url-configs.ts';

export const deleteFunction = operation({
  name: 'DeleteFunction',
  input: { FunctionName: functionName, Qualifier: text() },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const { name, qualifier } = readFunctionName(FunctionName, Qualifier);
    needFunction(world, { name, ...(qualifier && { qualifier }) });
    if (qualifier === latest)
      throw new AwsError('InvalidParameterValueException', '$LATEST version cannot be deleted without deleting the function.');
    const gone = qualifier ? [qualifier] : versionsOf(world, name).map(({ version }) => version);
    for (const version of gone) {
      functionTable(world).delete(functionKey(name, version));
      eventInvokeConfigs(world).delete(eventInvokeKey({ name, qualifier: version }));
    }
    if (!qualifier) {
      urlConfigs(world).delete(name);
      reservations(world).delete(name);
    }
    for (const key of qualifier ? [`${name}:${qualifier}`] : [name, ...gone.map((version) => `${name}:${version}`)])
      policies(world).delete(key);
    return {};
  },
});
