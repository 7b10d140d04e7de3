import { describe, expect, it } from 'vitest';
import type { SignatureFault } from '../../../../local/signature/fault.ts';
import { readSignature } from '../../../../local/signature/read-signature.ts';

const at = { 'x-amz-date': '20261209T101500Z' };
const scope = '20261209/us-east-1/logs/aws4_request';
const read = (headers: Record<string, string>, target = '/') => readSignature({ method: 'POST', target, header: (name) => headers[name] });
function fault(headers: Record<string, string>, target?: string): [string, string] {
  try {
    read(headers, target);
  } catch (error) {
    const { kind, message } = error as SignatureFault;
    return [kind, message];
  }
  throw new Error('expected a fault');
}

describe('a signature in the header', () => {
  it('is read whatever stands between its parts, with the time of X-Amz-Date or Date', () => {
    const parts = [`Credential=a/b/${scope}`, 'SignedHeaders=Host;x-amz-date', 'Signature=abc'];
    const expected = {
      form: 'header',
      accessKeyId: 'a/b',
      scope: { date: '20261209', region: 'us-east-1', service: 'logs' },
      signedHeaders: ['host', 'x-amz-date'],
      signature: 'abc',
      at: '20261209T101500Z',
    };
    for (const between of [', ', ',', ' ', ' ,  '])
      expect(read({ ...at, authorization: `AWS4-HMAC-SHA256 ${parts.join(between)}` })).toMatchObject(expected);
    const date = 'Wed, 09 Dec 2026 10:15:00 GMT';
    expect(read({ date, authorization: `AWS4-HMAC-SHA256 ${parts.join(', ')}` })).toMatchObject(expected);
  });

  it('says every part that lacks, and not the header itself', () => {
    const [kind, text] = fault({ authorization: 'AWS4-HMAC-SHA256 Credential=, secret' });
    expect(kind).toBe('incomplete');
    expect(text).toMatch(
      /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=[\w+/]{43}=$/,
    );
  });

  it.each([
    ['', 'algorithm'],
    ['Basic dGVzdDp0ZXN0', 'algorithm'],
    ['AWS4-ECDSA-P256-SHA256 Credential=x', 'algorithm'],
    ['AWS test:x=', 'algorithm'],
    ['AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=0', 'incomplete'],
    ['AWS4-HMAC-SHA256 Credential=x/20261209/r/s/aws5_request, SignedHeaders=host, Signature=0', 'incomplete'],
  ])('refuses %j', (authorization, kind) => {
    expect(fault({ ...at, authorization })[0]).toBe(kind);
  });

  it.each(['yesterday', '20261309T101500Z', '2026-12-09T10:15:00Z', ''])('refuses the date %j', (date) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=a/${scope}, SignedHeaders=host, Signature=0`;
    expect(fault({ 'x-amz-date': date, authorization })[0]).toBe('incomplete');
  });
});

describe('a presigned URL', () => {
  const query = (more: Record<string, string>) =>
    `/?${new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `a/${scope}`,
      'X-Amz-Date': '20261209T101500Z',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'abc',
      ...more,
    })}`;

  it('is read', () => {
    const target = query({ 'X-Amz-Security-Token': 't' });
    expect(read({}, target)).toMatchObject({ form: 'query', accessKeyId: 'a', expires: 60, token: 't', signature: 'abc' });
  });

  it.each([
    [{ 'X-Amz-Expires': '604801' }, 'X-Amz-Expires must be less than a week'],
    [{ 'X-Amz-Expires': '-1' }, 'X-Amz-Expires must be non-negative'],
    [{ 'X-Amz-Expires': 'x' }, 'X-Amz-Expires should be a number'],
    [{ 'X-Amz-Signature': '' }, 'Query-string authentication version 4 requires'],
    [{ 'X-Amz-Date': 'now' }, 'X-Amz-Date must be in the ISO8601 Long Format'],
  ])('with %j is incomplete', (more, text) => {
    expect(fault({}, query(more))).toEqual(['incomplete', expect.stringContaining(text)]);
  });

  it('of nobody is missing', () => expect(fault({}, '/?a=b')).toEqual(['missing', '']));
});
