import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { makeFunction } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

it('settings of asynchronous invocations are put, read and deleted as the SDK asks', async () => {
  const runtime = await testWorld();
  await makeFunction(runtime.world, 'f', 'exports.handler = async () => 1;');
  const lambda = new LambdaClient(clientOptions(runtime));
  const FunctionName = 'f';
  const get = () => lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
  const missing = {
    name: 'ResourceNotFoundException',
    message: "The function arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST doesn't have an EventInvokeConfig",
  };
  await expect(get()).rejects.toMatchObject(missing);
  const put = await lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }),
  );
  expect(put).toMatchObject({
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST',
    LastModified: expect.any(Date),
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  });
  expect(await get()).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  await expect(get()).rejects.toMatchObject(missing);
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }));
  await runtime.world.call('lambda', 'DeleteFunction', { FunctionName });
  await makeFunction(runtime.world, 'f', 'exports.handler = async () => 1;', { Role: 'arn:aws:iam::000000000000:role/f-role' });
  await expect(get()).rejects.toMatchObject(missing);
});
