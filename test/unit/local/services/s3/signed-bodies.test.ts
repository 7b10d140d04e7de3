import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import { ChunkSignatures } from '../../../../../local/signature/chunks.ts';
import { readSignature } from '../../../../../local/signature/read-signature.ts';
import { plainRequest, signedHeaders, signedRequest } from '../../helpers/signed-request.ts';
import { testWorld } from '../../helpers/world.ts';

let here: Runtime;
const Bucket = 'things';
const path = `/${Bucket}/key`;
beforeEach(async () => {
  here = await testWorld();
  await here.world.call('s3', 'CreateBucket', { Bucket });
  await here.world.call('s3', 'PutObject', { Bucket, Key: 'key', Body: 'before' });
});
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const stored = async () => (await signedRequest(here, path, { service: 's3', method: 'GET' })).text;
const code = (text: string) => /<Code>(\w+)/.exec(text)?.[1];

describe('a body whose hash was signed', () => {
  it('is stored when it is that body, and leaves what was there when it is another', async () => {
    const put = (body: string) =>
      signedRequest(here, path, { service: 's3', method: 'PUT', headers: { 'x-amz-content-sha256': sha256('after') }, body });
    const refused = await put('forged');
    expect([refused.status, code(refused.text), await stored()]).toEqual([400, 'XAmzContentSHA256Mismatch', 'before']);
    expect(code((await put('')).text)).toBe('XAmzContentSHA256Mismatch');
    expect([(await put('after')).status, await stored()]).toEqual([200, 'after']);
  });

  it('counts for what is read as XML too', async () => {
    const body = '<Delete><Object><Key>key</Key></Object></Delete>';
    const remove = (hash: string) =>
      signedRequest(here, `/${Bucket}?delete=`, { service: 's3', headers: { 'x-amz-content-sha256': hash }, body });
    expect(code((await remove(sha256(''))).text)).toBe('XAmzContentSHA256Mismatch');
    expect(await stored()).toBe('before');
    expect((await remove(sha256(body))).status).toBe(200);
  });

  it('has to be announced', async () => {
    const { 'x-amz-content-sha256': _hash, ...headers } = signedHeaders(here.endpointUrl + path, { service: 's3', method: 'GET' });
    expect(code((await plainRequest(here.endpointUrl, path, { headers })).text)).toBe('InvalidRequest');
  });
});

describe('a body in signed chunks', () => {
  /** Frames the chunks as an SDK does, and lets the test spoil what it likes. */
  async function put(chunks: readonly string[], spoil: (frame: string) => string = (frame) => frame, trailer?: string) {
    const kind = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`;
    const decoded = String(chunks.join('').length);
    const about: Record<string, string> = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': kind,
      'x-amz-decoded-content-length': decoded,
    };
    if (trailer !== undefined) about['x-amz-trailer'] = trailer.split(':')[0] as string;
    const headers = signedHeaders(here.endpointUrl + path, { service: 's3', method: 'PUT', headers: about });
    const given = readSignature({ method: 'PUT', target: path, header: (name) => headers[name] });
    const signatures = new ChunkSignatures('test', given, trailer !== undefined);
    const frame = (text: string) => {
      signatures.update(Buffer.from(text));
      return `${text.length.toString(16)};chunk-signature=${signatures.sign()}\r\n${text}${text && '\r\n'}`;
    };
    const body =
      [...chunks, ''].map(frame).join('') +
      (trailer === undefined ? '' : `${trailer}\r\nx-amz-trailer-signature:${signatures.signTrailer([trailer])}\r\n`);
    const { status, text } = await plainRequest(here.endpointUrl, path, { method: 'PUT', headers, body: spoil(`${body}\r\n`) });
    return [status, code(text), await stored()];
  }
  const refused = [403, 'SignatureDoesNotMatch', 'before'];

  it('is stored when every chunk is the one that was signed, in its order', async () => {
    const chunks = ['abc', 'defgh'.repeat(20_000), 'i'];
    expect(await put(chunks, (body) => body.replace('abc', 'abd'))).toEqual(refused);
    expect(await put(chunks, (body) => body.replace(/;chunk-signature=\w+/, ''))).toEqual(refused);
    expect(await put(['abc', 'def'], (body) => body.replace(/^(3;.*\r\nabc\r\n)(3;.*\r\ndef\r\n)/, '$2$1'))).toEqual(refused);
    expect(await put(['abc', 'def'], (body) => body.replace(/3;.*\r\ndef\r\n/, ''))).toEqual(refused);
    expect(await put(chunks)).toEqual([200, undefined, chunks.join('')]);
  });

  it('has a trailer that is signed too', async () => {
    const trailer = 'x-amz-checksum-crc32:NSRBwg==';
    expect(await put(['abc'], (body) => body.replace('NSRBwg', 'AAAAAA'), trailer)).toEqual(refused);
    expect(await put(['abc'], (body) => body.replace(/x-amz-trailer-signature.*\r\n/, ''), trailer)).toEqual(refused);
    expect(await put(['abc'], undefined, trailer)).toEqual([200, undefined, 'abc']);
  });
});

it('refuses a header that counts and is not signed', async () => {
  const headers = signedHeaders(here.endpointUrl + path, { service: 's3', method: 'PUT' });
  const { status, text } = await plainRequest(here.endpointUrl, path, {
    method: 'PUT',
    headers: { ...headers, 'x-amz-copy-source': '/other/secret' },
  });
  expect([status, code(text), text]).toEqual([
    403,
    'AccessDenied',
    expect.stringContaining('<HeadersNotSigned>x-amz-copy-source</HeadersNotSigned>'),
  ]);
});
