import { describe, expect, it } from 'vitest';
import { ErrorName } from '../../../../lambdas/contract/errors.ts';
import { links } from '../../../../lambdas/shared/mail/links.ts';
import { causeParts, duration } from '../../../../lambdas/shared/mail/parts.ts';
import { render } from '../../../../lambdas/shared/mail/report.ts';
import { runbookSection } from '../../../../lambdas/shared/mail/runbook.ts';

const report = { model: 'birds', outcome: 'live', version: 'v1', sentence: 'It works.', facts: [], parts: [], links: [], next: '' };

describe('a mail', () => {
  it('has a subject of fewer than 100 ASCII characters without control characters, whatever comes', () => {
    const { subject } = render({ ...report, outcome: `fäiled\nBcc: x ${'y'.repeat(200)}` });
    expect(subject.length).toBeLessThan(100);
    const long = { ...report, outcome: `failed in ${'y'.repeat(200)}`, version: '0123456789abcdef' };
    expect(render(long).subject).toMatch(/^\[birds\] failed in y{68}\.{3} \(0123456\)$/);
    expect(subject).toMatch(/^\[birds\] failed Bcc: x y+\.\.\. \(v1\)$/);
  });

  it('shortens a commit in its subject, and leaves out a version it does not know', () => {
    expect(render({ ...report, version: '0123456789abcdef' }).subject).toBe('[birds] live (0123456)');
    expect(render({ ...report, version: '' }).subject).toBe('[birds] live');
  });

  it('is 72 columns wide, values under their labels, log lines as they are', () => {
    const long = 'word '.repeat(40).trim();
    const log = 'x'.repeat(100);
    const { body } = render({
      ...report,
      facts: [['Why', long]],
      parts: [
        { heading: 'Log', lines: [log], isVerbatim: true },
        { heading: 'None', lines: [] },
      ],
    });
    const lines = body.split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([`  ${log}`]);
    expect(lines[2]).toMatch(/^Why: {8}word word/);
    expect(lines[3]).toMatch(/^ {12}word/);
    expect(body).not.toContain('None');
  });

  it('shows the words of a cause and its log apart', () => {
    expect(causeParts('It broke.\n\nLast log lines:\na\nb')).toEqual([
      { heading: 'Why', lines: ['It broke.'] },
      { heading: 'Last log lines', lines: ['a', 'b'], isVerbatim: true },
    ]);
  });

  it.each([
    ['aws', 'https://eu-west-1.console.aws.amazon.com/states/'],
    ['aws-cn', 'https://eu-west-1.console.amazonaws.cn/states/'],
  ])("links to the console of the execution's partition %s", (partition, expected) => {
    const found = links(`arn:${partition}:states:eu-west-1:000000000000:execution:m:e`, { endpoint: 'birds' });
    expect(found[0]?.[1]).toContain(expected);
    expect(found.map(([label]) => label)).toEqual(['Execution', 'Endpoint']);
  });

  it.each([
    ['image', 'p:1-2', 'Build', '/codesuite/codebuild/000000000000/projects/p/build/p%3A1-2/?region=eu-west-1'],
    ['verification', 'p:1-2', 'Build', '/codesuite/codebuild/000000000000/projects/p/build/p%3A1-2/?region=eu-west-1'],
    ['training', 't', 'Training', '/sagemaker/home?region=eu-west-1#/jobs/name'],
    [
      'deployment',
      'c',
      'Log',
      '/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252FEndpoints$252Fname',
    ],
  ] as const)('links to the page of a failed %s', (kind, id, label, path) => {
    const states = [{ functionName: 'trainyard-check', job: { kind, name: 'name', id, startedAt: '' } }];
    const [, found] = links('arn:aws:states:eu-west-1:000000000000:execution:m:e', { states });
    expect(found).toEqual([label, `https://eu-west-1.console.aws.amazon.com${path}`]);
  });

  it('links to the log of a function that failed', () => {
    const [, found] = links('arn:aws:states:eu-west-1:000000000000:execution:m:e', { states: [{ functionName: 'trainyard-deploy' }] });
    expect(found?.[1]).toContain('#logsV2:log-groups/log-group/$252Faws$252Flambda$252Ftrainyard-deploy');
  });

  it.each([
    ...Object.values(ErrorName).map((name): [string, string] => [name, name]),
    ['States.Timeout', 'States.Timeout, States.Runtime and Lambda errors'],
    ['Sandbox.Timedout', 'States.Timeout, States.Runtime and Lambda errors'],
    ['Runtime.ExitError', 'States.Timeout, States.Runtime and Lambda errors'],
    ['TypeError', 'Other errors'],
  ])("finds %s in the runbook's section %s", (error, section) => expect(runbookSection(error)).toBe(section));

  it.each([
    [0.34, '0.3 s'],
    [59, '59 s'],
    [200, '3 min 20 s'],
    [3900, '1 h 05 min'],
  ])('writes %d seconds as %s', (seconds, expected) => expect(duration(seconds)).toBe(expected));
});
