import { SageMakerClient } from '@aws-sdk/client-sagemaker';

let client: SageMakerClient | undefined;

/** The one client of this process, made on first use. */
export const sagemaker = (): SageMakerClient => (client ??= new SageMakerClient({}));
