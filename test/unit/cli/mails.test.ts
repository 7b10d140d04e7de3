import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { saysEnd, subjectOf } from '../../../cli/mails.ts';

describe('subjectOf', () => {
  it.each([
    ['Subject: [birds] live (abc)\r\nTo: a\r\n\r\nSubject: body\r\n', '[birds] live (abc)'],
    ['To: a\r\nSubject: a long one that\r\n goes on\r\n\r\n', 'a long one that goes on'],
    ['Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_an?= =?UTF-8?B?IGFsbGU=?=\r\n\r\n', 'Grüße an alle'],
    ['To: a\r\n\r\nSubject: body\r\n', ''],
  ])('reads %j', (message, subject) => {
    expect(subjectOf(message)).toBe(subject);
  });
});

describe('saysEnd', () => {
  const run = (arn: string) => `20261121-120000-${createHash('sha256').update(arn).digest('hex').slice(0, 6)}`;

  it.each([
    ['[birds] release 3 is live (1f2e3d4)', 'mine', true],
    ['[birds] rolled back to release 1', 'mine', true],
    ['[birds] run started (1f2e3d4)', 'mine', false],
    ['[birds] rollback to release 1 started', 'mine', false],
    ['[birds-two] release 3 is live (1f2e3d4)', 'mine', false],
    ['[birds] release 3 is live (1f2e3d4)', 'other', false],
    // Prepare refused it: the mail names no run.
    ['[birds] failed: InvalidSettings', undefined, true],
    ['[birds] superseded: not run (1f2e3d4)', undefined, false],
  ])('takes "%s" of %s run for the end of this one: %s', (subject, arn, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-mail-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, '1.eml');
    writeFileSync(path, `Subject: ${subject}\r\n\r\nIt is so.\r\n\r\n${arn ? `Run:        ${run(arn)}\r\n` : ''}`);
    expect(saysEnd('birds', 'mine')({ path, subject })).toBe(expected);
  });
});
