import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Emulator, within } from './ministack.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
// What a run gets through there: its first build is none, so it ends in BuildFailed.
const reached = ['Prepare', 'NotifyStarted', 'BuildAndTrain'];

/**
 * Publishes two messages to the launch topic: one names no model and is refused with the names there are, the other starts a run of `model`,
 * whose first states our own functions carry out. @throws Error with what was seen instead
 */
export async function launchThere({ client }: Emulator, model: string): Promise<string[]> {
  const sns = new SNSClient(client);
  const logs = new CloudWatchLogsClient(client);
  const sfn = new SFNClient(client);
  const publish = (message: object) =>
    sns.send(new PublishCommand({ TopicArn: arn('sns', 'trainyard-launch'), Message: JSON.stringify(message) }));
  const lineWith = (...words: string[]) =>
    within(30, async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/trainyard-launch' }));
      return events.map(({ message = '' }) => message).find((message) => words.every((word) => message.includes(word)));
    });

  await publish({ model: 'nobody', trigger: 'a test' });
  if (!(await lineWith('launch refused', 'unknown-model', model))) throw new Error('the function launch did not refuse an unknown model');
  await publish({ model, trigger: 'a test' });
  if (!(await lineWith('launch accepted', model))) throw new Error('the function launch did not accept a run');
  let states: string[] = [];
  const isThere = await within(30, async () => {
    const stateMachineArn = arn('states', 'stateMachine:trainyard-pipeline');
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    const executionArn = executions?.[0]?.executionArn;
    if (!executionArn) return undefined;
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    states = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    return reached.every((name) => states.includes(name)) || undefined;
  });
  if (!isThere) throw new Error(`expected the run to enter ${reached.join(', ')}; it entered ${states.join(', ') || 'nothing'}`);
  return states;
}
