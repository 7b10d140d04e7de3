import { expect, it } from 'vitest';
import { logTail } from '../../../../lambdas/shared/jobs/log-tail.ts';
import { FakeAws } from '../fake-aws.ts';

it('reads the newest stream of an endpoint, on whichever page it is: the others are of the instances it had before', async () => {
  const aws = new FakeAws();
  aws
    .on('DescribeLogStreams', ({ nextToken }: { nextToken?: string }) =>
      nextToken
        ? { logStreams: [{ logStreamName: 'AllTraffic/i-3', creationTime: 30 }] }
        : {
            logStreams: [
              { logStreamName: 'AllTraffic/i-1', creationTime: 10 },
              { logStreamName: 'AllTraffic/i-2', creationTime: 20 },
            ],
            nextToken: 'more',
          },
    )
    .on('GetLogEvents', { events: [{ message: 'cannot load the model\n' }] });
  expect(await logTail(aws.client, { group: '/aws/sagemaker/Endpoints/birds', prefix: 'AllTraffic/' })).toEqual(['cannot load the model']);
  expect(aws.calls('GetLogEvents')).toMatchObject([{ logStreamName: 'AllTraffic/i-3' }]);
});

it('leaves out the failed command that CodeBuild repeats line by line', async () => {
  const messages = [
    '[Container] 2026/11/21 12:00:00.1 Running command if [ "$IMAGE_REUSED" = false ]; then',
    'ERROR: no such file',
    '',
    '[Container] 2026/11/21 12:00:01.1 Command did not exit successfully if [ "$IMAGE_REUSED" = false ]; then',
    '  docker push',
    'fi exit status 1',
    '[Container] 2026/11/21 12:00:01.2 Phase complete: BUILD State: FAILED',
    '[Container] 2026/11/21 12:00:01.2 Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: if',
    'fi. Reason: exit status 1',
    '[Container] 2026/11/21 12:00:01.3 Entering phase POST_BUILD',
  ];
  const aws = new FakeAws();
  aws.on('GetLogEvents', { events: messages.map((message) => ({ message: `${message}\n` })) });
  expect(await logTail(aws.client, { group: 'g', stream: 's' })).toEqual(['ERROR: no such file']);
});
