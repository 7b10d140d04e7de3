/** The form of an IAM role's ARN, as Lambda's and SageMaker's API references have it. */
export const roleArnPattern = 'arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';

/** Whether a text is the ARN of a role, which need not be there. */
export function isRoleArn(text: string): boolean {
  return new RegExp(`^${roleArnPattern}$`).test(text);
}

/** Whether a text has the six parts of an ARN. */
export function isArn(text: string): boolean {
  return /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:\S+$/.test(text);
}
