import { AwsError } from '../errors.ts';
import { number, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { type EventInvokeConfig, eventInvokeConfigs, eventInvokeKey, eventInvokeView } from './event-invoke-configs.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const putFunctionEventInvokeConfig = operation({
  name: 'PutFunctionEventInvokeConfig',
  input: {
    FunctionName: functionName,
    Qualifier: text(),
    MaximumRetryAttempts: number({ integer: true, min: 0, max: 2 }),
    MaximumEventAgeInSeconds: number({ integer: true, min: 60, max: 21_600 }),
    DestinationConfig: structure({
      OnSuccess: structure({ Destination: text({ max: 350 }) }),
      OnFailure: structure({ Destination: text({ max: 350 }) }),
    }),
  },
  run: ({ FunctionName, Qualifier, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig = {} }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    needFunction(world, reference);
    const onFailure = DestinationConfig.OnFailure?.Destination;
    const other =
      DestinationConfig.OnSuccess?.Destination ?? (onFailure && !/^arn:[^:]+:(sns|sqs):/.test(onFailure) ? onFailure : undefined);
    if (other)
      throw new AwsError(
        'InvalidParameterValueException',
        `The local Lambda sends failed events to topics and queues: expected DestinationConfig.OnFailure with the ARN of one, got ${other}`,
      );
    if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && !onFailure)
      throw new AwsError('InvalidParameterValueException', 'You must specify at least one of error handling or destination setting.');
    const config: EventInvokeConfig = {
      ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
      ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
      ...(onFailure && { onFailure }),
      lastModified: new Date(world.clock.now()),
    };
    eventInvokeConfigs(world).set(eventInvokeKey(reference), config);
    return eventInvokeView(world, reference, config);
  },
});
