import { describe, expect, it } from 'vitest';
import { type Scope, sha256, stringToSign } from '../../../../local/signature/canonical.ts';
import { ChunkSignatures } from '../../../../local/signature/chunks.ts';
import { signed } from '../../../../local/signature/sign.ts';
import { hmac, signingKey } from '../../../../local/signature/signing-key.ts';

// The examples of the S3 API Reference ("Authenticating requests"), with the keys that AWS prints in its documentation.
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret };
const now = Date.UTC(2013, 4, 24);
const scope: Scope = { date: '20130524', region: 'us-east-1', service: 's3' };
const at = '20130524T000000Z';
const signatureOf = (headers: Record<string, string>) => /Signature=(.*)/.exec(headers.authorization ?? '')?.[1];

describe("the examples of AWS's documentation", () => {
  it.each([
    ['GET', '/test.txt', { range: 'bytes=0-9' }, '', 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    [
      'PUT',
      '/test%24file.text',
      { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      'Welcome to Amazon S3.',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    ['GET', '/?lifecycle', {}, '', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['GET', '/?max-keys=2&prefix=J', {}, '', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('%s %s', (method, path, more, body, signature) => {
    const headers = { ...more, 'x-amz-content-sha256': sha256(body) } as Record<string, string>;
    const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`);
    expect(signatureOf(signed({ method, url, headers, keys, region: 'us-east-1', service: 's3', now }))).toBe(signature);
  });

  it('a presigned URL', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host';
    const request = { method: 'GET', target: `/test.txt?${query}&X-Amz-Signature=x`, header: () => 'examplebucket.s3.amazonaws.com' };
    const text = stringToSign(request, scope, at, ['host'], 'UNSIGNED-PAYLOAD', 'X-Amz-Signature');
    expect(hmac(signingKey(secret, scope), text).toString('hex')).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  });

  it('a body in signed chunks', () => {
    const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
    const headers = {
      'content-encoding': 'aws-chunked',
      'content-length': '66824',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': '66560',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    };
    const url = new URL('https://s3.amazonaws.com/examplebucket/chunkObject.txt');
    expect(signatureOf(signed({ method: 'PUT', url, headers, keys, region: 'us-east-1', service: 's3', now }))).toBe(seed);
    const chunks = new ChunkSignatures(secret, { at, scope, signature: seed }, false);
    chunks.update(Buffer.alloc(60_000, 'a'));
    chunks.update(Buffer.alloc(5536, 'a'));
    chunks.end('ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648');
    chunks.update(Buffer.alloc(1024, 'a'));
    chunks.end('0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497');
    chunks.end('b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9');
    expect(() => chunks.end('b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9')).toThrow();
  });

  it('a body in signed chunks with a signed trailer', () => {
    const seed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
    const chunks = new ChunkSignatures(secret, { at, scope, signature: seed }, true);
    chunks.update(Buffer.alloc(65_536, 'a'));
    chunks.end('b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2');
    chunks.update(Buffer.alloc(1024, 'a'));
    chunks.end('1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7');
    chunks.end('2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992');
    // AWS prints 63bddb24…, which is not what its own key makes of its own string to sign; the hash in that string is this one.
    expect(sha256('x-amz-checksum-crc32c:sOO8/Q==\n')).toBe('1e376db7e1a34a8ef1c4bcee131a2d60a1cb62503747488624e10995f448d774');
    chunks.trailer(['x-amz-checksum-crc32c:sOO8/Q=='], 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435');
  });
});
