import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../../cli/mails.ts';

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
