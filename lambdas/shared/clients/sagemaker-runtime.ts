import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

let client: SageMakerRuntimeClient | undefined;

/** The one client of this process, made on first use. */
export const sagemakerRuntime = (): SageMakerRuntimeClient => (client ??= new SageMakerRuntimeClient({}));
