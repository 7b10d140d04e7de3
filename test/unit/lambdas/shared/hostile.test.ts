import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { executionInput } from '../../../../lambdas/contract/execution-input.ts';
import { launch, launchMessages } from '../../../../lambdas/contract/launch.ts';
import { presentable } from '../../../../lambdas/shared/errors.ts';
import { answer } from '../../../../lambdas/shared/jobs/answer.ts';
import { causeWithLog, logTail } from '../../../../lambdas/shared/jobs/log-tail.ts';
import { logger } from '../../../../lambdas/shared/log.ts';
import { counter } from '../../../../lambdas/shared/metric.ts';
import { commitWords } from '../../../../lambdas/shared/sources/commit.ts';
import { faultOf, hostileText, hostileTexts } from '../../../support/hostile-text.ts';
import { awsError, FakeAws } from '../fake-aws.ts';

const each = (check: (text: string) => void | Promise<void>) =>
  fc.assert(
    fc.asyncProperty(hostileText, async (text) => check(text)),
    { numRuns: 100, examples: hostileTexts.map((text): [string] => [text]) },
  );

describe('whatever people and their programs wrote', () => {
  it('a line of the log is one line of JSON that a terminal may show, and has it all', () =>
    each((text) => {
      const lines: string[] = [];
      logger({ model: text }, (line) => void lines.push(line)).warn('failed', { error: new Error(text), text });
      counter({ now: () => 0 }, 'trainyard', (line) => void lines.push(line))('RunsEnded', { Outcome: 'failed' }, { model: text });
      expect(lines).toHaveLength(2);
      for (const line of lines) {
        expect(line.trimEnd()).not.toContain('\n');
        expect(faultOf(line.trimEnd())).toBeUndefined();
        expect(line.length).toBeLessThan(4_000_000);
      }
      if (text.length < 100_000) expect(JSON.parse(lines[0] ?? '')).toMatchObject({ text, error: { message: text } });
    }));

  it('an error and a cause are what Step Functions takes', () =>
    each(async (text) => {
      const error = Object.assign(new Error(text), { name: 'BuildFailed' });
      const shown = presentable(error) as Error;
      expect([shown, shown.name]).toEqual([error, 'BuildFailed']);
      const aws = new FakeAws().on('SendTaskFailure', {});
      const state = { state: 'failed', error: Object.assign(new Error(causeWithLog(text, [text, text])), { name: 'BuildFailed' }) };
      await answer(aws.client, 'token', state as never);
      for (const cause of [shown.message, String(aws.calls('SendTaskFailure')[0]?.cause)]) {
        expect(faultOf(cause)).toBeUndefined();
        expect(cause.length).toBeLessThan(32_768);
      }
    }));

  it('log lines and commits are quoted in what can be seen', () =>
    each(async (text) => {
      const events = [{ message: text }, { message: 'last' }];
      const commit = { message: text, author: { name: text } };
      const aws = new FakeAws().on('GetLogEvents', { events }).on('GetCommit', { commit });
      for (const line of await logTail(aws.client, { group: 'g', stream: 's' })) expect(faultOf(line)).toBeUndefined();
      const { author, message } = await commitWords('r', 'c', { codecommit: aws.client, log: logger({}, () => undefined) });
      for (const words of [author, message]) {
        expect(faultOf(words)).toBeUndefined();
        expect(words).toMatch(/^[^\n\t]{0,200}$/);
      }
    }));

  it('what a launch and an execution are told for people is taken and bounded, and so is what waits in a state of an older version', () =>
    each((text) => {
      const push = { ref: 'refs/heads/main', author: text, message: text };
      const wish = v.parse(launchMessages.wish, { trigger: text, push });
      const input = v.parse(executionInput, { trigger: text, push });
      const { by = '' } = v.parse(launchMessages.command, { model: 'birds', action: 'cancel', by: text });
      const waiting = v.parse(launch, {
        id: 'x',
        at: 'x',
        trigger: text,
        head: null,
        input: { commit: text, trigger: text, push: { ...push, ref: text } },
      });
      for (const words of [
        wish.trigger,
        wish.push?.message,
        input.trigger,
        input.push?.author,
        by,
        waiting.trigger,
        waiting.input.trigger,
      ]) {
        expect(faultOf(words ?? '')).toBeUndefined();
        expect(words?.length).toBeLessThanOrEqual(200);
      }
    }));

  it.each(['main\ud83d', 'main\n', 'x'.repeat(2000)])('a commit is refused that no repository can have: %j', (commit) => {
    expect(v.safeParse(executionInput, { commit }).success).toBe(false);
  });

  it('what SNS or CodeCommit throws is still what it was', () => {
    const error = awsError('ThrottlingException', 'Rate exceeded');
    expect(presentable(error)).toBe(error);
    expect(presentable('text')).toBe('text');
  });
});
