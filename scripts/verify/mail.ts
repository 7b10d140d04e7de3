import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mailboxName } from './mailbox.ts';
import { lastRun } from './runs.ts';
import { type Step, until, type Verification } from './verification.ts';

interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** The mail of the run that ended last went through SNS to a subscriber, with the run's name in it, and left the outbox. */
export const mail: Step = {
  name: 'Mail',
  run: async (verification) => {
    const { id } = await lastRun(verification);
    const isEnd = ({ subject, text }: Mail) =>
      text.includes(id) && !/ started\b|\] (build of the )?((training|inference) )?image\b/.test(subject);
    const found = await until(verification, `the mail of the run ${id}`, 120, async () => (await mails(verification)).find(isEnd));
    return `"${found.subject}"`;
  },
};

async function mails({ account }: Verification): Promise<Mail[]> {
  const logGroupName = `/aws/lambda/${mailboxName(account.installation)}`;
  const found: Mail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await account.logs.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
    for (const { message = '' } of page.events ?? []) {
      const json = /\bmail (\{.*\})\s*$/s.exec(message)?.[1];
      if (json) found.push(JSON.parse(json) as Mail);
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}
