/** A token bucket as AWS's throttles are: so many calls at once, then so many a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

const rate = (burst: number, perSecond: number): Rate => ({ burst, perSecond });

/** Lambda's default quota of an account: executions at once, of all functions together. */
export const lambdaConcurrency = 1000;

/**
 * What an account may ask, by operation: each has a bucket of its own. DOCUMENTED are Step Functions' (../shared/aws-facts.md, 1.9, us-east-1)
 * and Parameter Store's 40 a second; SEEN are CodeBuild's StartBuild (of 50 builds asked for at once 20 to 30 passed: re:Post) and SageMaker's
 * lists (two a second, not adjustable: aws-solutions/deepracer-on-aws#87). AWS publishes no other: they are ASSUMED, and low on purpose. What is
 * not here is not throttled: S3, ECR, SNS and logs allow far more than a fleet asks.
 */
const rates: Readonly<Record<string, Rate>> = {
  'states:StartExecution': rate(1300, 300),
  'states:DescribeExecution': rate(300, 15),
  'states:GetExecutionHistory': rate(400, 20),
  'states:ListExecutions': rate(200, 5),
  'states:StopExecution': rate(1000, 200),
  'states:SendTaskSuccess': rate(3000, 500),
  'states:SendTaskFailure': rate(3000, 500),
  'ssm:GetParameter': rate(40, 40),
  'ssm:GetParameters': rate(40, 40),
  'ssm:GetParametersByPath': rate(40, 40),
  'codebuild:StartBuild': rate(25, 5),
  'codebuild:StopBuild': rate(10, 2),
  'codebuild:BatchGetBuilds': rate(20, 10),
  'codebuild:ListBuildsForProject': rate(10, 5),
};

const listing = rate(2, 2);
const describing = rate(20, 10);
const changing = rate(5, 2);

/** The bucket of an operation; undefined where a fleet comes near no limit. */
export function rateOf(service: string, operation: string): Rate | undefined {
  if (service === 'sagemaker') return operation.startsWith('List') ? listing : operation.startsWith('Describe') ? describing : changing;
  if (service === 'codecommit') return describing;
  return rates[`${service}:${operation}`];
}
