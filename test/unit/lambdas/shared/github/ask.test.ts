import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { changedFiles } from '../../../../../lambdas/shared/github/changed-files.ts';
import { githubCommit } from '../../../../../lambdas/shared/github/commit.ts';

const sha = 'a'.repeat(40);
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });
const text =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(body, { status, headers });
const fails = (error: Error) => () => Promise.reject(error);
const asked = (answer: () => Response | Promise<Response>, token?: string) => ({
  fetch: (async () => answer()) as unknown as typeof fetch,
  githubToken: async () => token,
});
const fault = async (answer: () => Response | Promise<Response>, token?: string) => {
  const error = await githubCommit('acme/birds', 'main', asked(answer, token)).catch((thrown: Error) => thrown);
  return error instanceof Error ? `${error.name}: ${error.message}` : 'no fault';
};
const good = { sha, commit: { author: { name: 'Ann' }, message: 'Tune' } };
const page = '<!DOCTYPE html><title>Unicorn!</title>';

describe('GitHub', () => {
  it.each([
    [
      'no name for it',
      fails(
        new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo ENOTFOUND api.github.com'), { code: 'ENOTFOUND' }) }),
      ),
      'fetch failed: getaddrinfo ENOTFOUND api.github.com',
    ],
    [
      'a reset connection',
      fails(new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) })),
      'read ECONNRESET',
    ],
    ['no answer in time', fails(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), 'no answer within 10 s'],
    [
      'a body that ends early',
      () => new Response(new ReadableStream({ start: (body) => body.error(new TypeError('terminated')) })),
      'terminated',
    ],
    ['half a document', text(200, '{"sha": "aaa', { 'content-type': 'application/json' }), 'no whole JSON document'],
    ['an empty body', text(200, ''), 'no whole JSON document'],
    ['500', json(500, { message: 'Server Error' }), 'GitHub answered 500 "Server Error" when asked for main of acme/birds'],
    ['502 with a page', text(502, page), '(a page in place of JSON)'],
    ['503', text(503, ''), 'GitHub answered 503'],
    ['a proxy’s page with 200', text(200, page), '(a page in place of JSON)'],
    ['a proxy’s page with 403', text(403, page), '(a page in place of JSON)'],
    ['a proxy’s page with 404', text(404, page, { 'content-type': 'text/html; charset=utf-8' }), '(a page in place of JSON)'],
    ['another document', json(200, { hello: 'world' }), 'is no commit'],
  ])('that gives %s is unavailable, and the text says so', async (_what, answer, words) => {
    const told = await fault(answer);
    expect(told).toMatch(/^GitHubUnavailable: .*GitHub.*start the run again\.$/);
    expect(told).toContain(words);
  });

  it.each([
    ['429', json(429, { message: 'Too many requests' }), 'too many requests'],
    [
      'a secondary limit',
      json(403, { message: 'You have exceeded a secondary rate limit.' }, { 'retry-after': '60' }),
      'it asks to wait 60 seconds',
    ],
    ['a secondary limit in words only', json(403, { message: 'You have triggered an abuse detection mechanism.' }), 'abuse detection'],
    [
      'the primary limit',
      json(403, { message: 'API rate limit exceeded for 1.2.3.4.' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795262400' }),
      'begins anew at 2026-11-21T12:00:00.000Z',
    ],
    [
      'a limit whose headers make no sense',
      json(403, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }),
      'too many requests',
    ],
    ['a page with 429', text(429, page), 'too many requests'],
  ])('that gives %s limits us, and the text says until when', async (_what, answer, words) => {
    const told = await fault(answer);
    expect(told).toMatch(/^GitHubRateLimited: GitHub answered /);
    expect(told).toContain(words);
  });

  it.each([
    ['401', json(401, { message: 'Bad credentials' }), /^GitHubRefused: GitHub answered 401 "Bad credentials".*write a new one/],
    [
      '403 without a limit',
      json(403, { message: 'Resource not accessible by personal access token' }, { 'x-ratelimit-remaining': '4999' }),
      /^GitHubRefused: .*not accessible.*may not read/,
    ],
    ['451', json(451, { message: 'Repository access blocked' }), /^GitHubRefused: GitHub answered 451/],
    ['404', json(404, { message: 'Not Found' }), /^CommitMissing: GitHub shows no repository acme\/birds.*token/],
    ['409', json(409, { message: 'Git Repository is empty.' }), /^CommitMissing: GitHub knows no commit or branch "main"/],
    ['422', json(422, { message: 'No commit found for SHA: main' }), /^CommitMissing: GitHub knows no commit or branch "main"/],
  ])('that gives %s will not change its mind', async (_what, answer, expected) => expect(await fault(answer)).toMatch(expected));

  it('is given the token without the newline that people paste with it, and no token that no header can hold', async () => {
    let seen: Headers | undefined;
    const fetch = (async (_url: string, init: RequestInit) => {
      seen = new Headers(init.headers);
      return Response.json(good);
    }) as unknown as typeof globalThis.fetch;
    await githubCommit('acme/birds', 'main', { fetch, githubToken: async () => 'ghp_secret\n' });
    expect(seen?.get('authorization')).toBe('Bearer ghp_secret');
    const told = await fault(json(200, good), 'ghp_first\nghp_second');
    expect(told).toMatch(/^GitHubRefused: /);
    expect(told).not.toContain('ghp_');
  });

  it('is told apart by the real fetch too: refused, reset, cut short, a page', async () => {
    const replies = ['reset', 'short', 'page', 'good'];
    const server = createServer((request, response) => {
      const reply = replies.shift();
      if (reply === 'reset') return request.socket.destroy();
      if (reply === 'short') {
        response.writeHead(200, { 'content-length': '1000' }).write('{"sha"');
        return setImmediate(() => request.socket.destroy());
      }
      return response.end(reply === 'page' ? page : JSON.stringify(good));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const through = (base: string) => ({
      fetch: ((url: string, init: RequestInit) => fetch(url.replace('https://api.github.com', base), init)) as typeof fetch,
      githubToken: async () => undefined,
    });
    const names = [];
    for (let i = 0; i < 4; i++)
      names.push(
        await githubCommit('acme/birds', 'main', through(`http://127.0.0.1:${port}`)).then(
          ({ commit }) => commit,
          (error: Error) => error.name,
        ),
      );
    await new Promise((resolve) => void server.close(resolve));
    names.push(await githubCommit('acme/birds', 'main', through(`http://127.0.0.1:${port}`)).catch((error: Error) => error.name));
    expect(names).toEqual(['GitHubUnavailable', 'GitHubUnavailable', 'GitHubUnavailable', sha, 'GitHubUnavailable']);
  });
});

describe('what changed between two commits on GitHub', () => {
  const files = (count: number) => Array.from({ length: count }, (_, i) => ({ filename: `f${i}` }));
  const between = (body: unknown, status = 200) => changedFiles('acme/birds', [sha, 'b'.repeat(40)], asked(json(status, body)));

  it('is the files, moved ones under both names', async () => {
    expect(await between({ status: 'ahead', files: [{ filename: 'new', previous_filename: 'old' }, { filename: 'a' }] })).toEqual([
      'new',
      'old',
      'a',
    ]);
    expect(await between({ status: 'ahead', files: [] })).toEqual([]);
    expect(await between({ status: 'ahead', files: files(299) })).toHaveLength(299);
  });

  it.each([
    ['there are 300 files, more of which GitHub would not tell', { status: 'ahead', files: files(300) }],
    ['the history was rewritten', { status: 'diverged', files: files(1) }],
    ['the branch went back', { status: 'behind', files: [] }],
    ['the answer is something else', { files: 'many' }],
  ])('is not known where %s', async (_when, body) => expect(await between(body)).toBeNull());

  it('is not known where a commit is gone', async () => expect(await between({ message: 'Not Found' }, 404)).toBeNull());
});
