import type { Route } from './rest-json.ts';

const functions = '/2015-03-31/functions';
const one = `${functions}/{FunctionName}`;
const url = '/2021-10-31/functions/{FunctionName}/url';
const eventInvoke = '/2019-09-25/functions/{FunctionName}/event-invoke-config';
const concurrency = '/2017-10-31/functions/{FunctionName}/concurrency';
const mapping = '/2015-03-31/event-source-mappings';
const lambda = (operation: string, method: string, path: string, more: Partial<Route> = {}): Route => ({
  service: 'lambda',
  operation,
  method,
  path,
  ...more,
});

/** The REST-JSON operations with their places on HTTP, from the `http` traits in the SDK clients' schemas. */
export const routes: readonly Route[] = [
  lambda('Invoke', 'POST', `${one}/invocations`, {
    query: ['Qualifier'],
    headers: { InvocationType: 'X-Amz-Invocation-Type', LogType: 'X-Amz-Log-Type', ClientContext: 'X-Amz-Client-Context' },
    outputHeaders: { FunctionError: 'X-Amz-Function-Error', LogResult: 'X-Amz-Log-Result', ExecutedVersion: 'X-Amz-Executed-Version' },
    payload: 'Payload',
    outputPayload: 'Payload',
    statusMember: 'StatusCode',
  }),
  lambda('GetAccountSettings', 'GET', '/2016-08-19/account-settings'),
  lambda('GetFunction', 'GET', one, { query: ['Qualifier'] }),
  lambda('GetFunctionConfiguration', 'GET', `${one}/configuration`, { query: ['Qualifier'] }),
  lambda('UpdateFunctionConfiguration', 'PUT', `${one}/configuration`),
  lambda('ListFunctions', 'GET', functions, { query: ['MaxItems', 'Marker'] }),
  lambda('ListVersionsByFunction', 'GET', `${one}/versions`, { query: ['MaxItems', 'Marker'] }),
  lambda('PublishVersion', 'POST', `${one}/versions`, { status: 201 }),
  lambda('DeleteFunction', 'DELETE', one, { query: ['Qualifier'], status: 204 }),
  lambda('GetPolicy', 'GET', `${one}/policy`, { query: ['Qualifier'] }),
  lambda('AddPermission', 'POST', `${one}/policy`, { query: ['Qualifier'], status: 201 }),
  lambda('RemovePermission', 'DELETE', `${one}/policy/{StatementId}`, { query: ['Qualifier'], status: 204 }),
  lambda('CreateFunctionUrlConfig', 'POST', url, { query: ['Qualifier'], status: 201 }),
  lambda('GetFunctionUrlConfig', 'GET', url, { query: ['Qualifier'] }),
  lambda('UpdateFunctionUrlConfig', 'PUT', url, { query: ['Qualifier'] }),
  lambda('DeleteFunctionUrlConfig', 'DELETE', url, { query: ['Qualifier'], status: 204 }),
  lambda('PutFunctionConcurrency', 'PUT', concurrency),
  lambda('GetFunctionConcurrency', 'GET', '/2019-09-30/functions/{FunctionName}/concurrency'),
  lambda('DeleteFunctionConcurrency', 'DELETE', concurrency, { status: 204 }),
  lambda('CreateEventSourceMapping', 'POST', mapping, { status: 202 }),
  lambda('ListEventSourceMappings', 'GET', mapping, { query: ['EventSourceArn', 'FunctionName', 'MaxItems', 'Marker'] }),
  lambda('GetEventSourceMapping', 'GET', `${mapping}/{UUID}`),
  lambda('UpdateEventSourceMapping', 'PUT', `${mapping}/{UUID}`, { status: 202 }),
  lambda('DeleteEventSourceMapping', 'DELETE', `${mapping}/{UUID}`, { status: 202 }),
  lambda('PutFunctionEventInvokeConfig', 'PUT', eventInvoke, { query: ['Qualifier'] }),
  lambda('GetFunctionEventInvokeConfig', 'GET', eventInvoke, { query: ['Qualifier'] }),
  lambda('DeleteFunctionEventInvokeConfig', 'DELETE', eventInvoke, { query: ['Qualifier'], status: 204 }),
  {
    service: 'sagemaker-runtime',
    operation: 'InvokeEndpoint',
    method: 'POST',
    path: '/endpoints/{EndpointName}/invocations',
    headers: {
      ContentType: 'Content-Type',
      Accept: 'Accept',
      CustomAttributes: 'X-Amzn-SageMaker-Custom-Attributes',
      TargetModel: 'X-Amzn-SageMaker-Target-Model',
      TargetVariant: 'X-Amzn-SageMaker-Target-Variant',
      TargetContainerHostname: 'X-Amzn-SageMaker-Target-Container-Hostname',
      InferenceId: 'X-Amzn-SageMaker-Inference-Id',
    },
    outputHeaders: {
      ContentType: 'Content-Type',
      InvokedProductionVariant: 'x-Amzn-Invoked-Production-Variant',
      CustomAttributes: 'X-Amzn-SageMaker-Custom-Attributes',
    },
    payload: 'Body',
    outputPayload: 'Body',
  },
];
