/** A deployment that did not come up; the message is the endpoint's FailureReason. */
export class DeployFault extends Error {}

/** SageMaker's words for a container that never got healthy. */
export function pingFault(variant: string): DeployFault {
  return new DeployFault(
    `The primary container for production variant ${variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`,
  );
}
