import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../local/runtime.ts';
import { plainRequest, signedHeaders } from '../unit/local/helpers/signed-request.ts';
import { temporaryFolder, testWorld } from '../unit/local/helpers/world.ts';
import { presigned } from './presigned.ts';

const program = inject('chromium');
const topic = 'arn:aws:sns:us-east-1:000000000000:launch';
let browser: Browser;
beforeAll(async () => {
  // A name of somebody else's that points here, as DNS rebinding does.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP evil.example 127.0.0.1'];
  if (program) browser = await chromium.launch({ executablePath: program, args });
});
afterAll(() => browser?.close());

let runtime: Runtime;
let page: Page;
/** The statuses that the world's server answered, whatever the browser made of them: an attack that sent nothing would show nothing. */
let answers: number[];

beforeEach(async () => {
  if (!program) return;
  runtime = await testWorld();
  const { world } = runtime;
  await world.call('sns', 'CreateTopic', { Name: 'launch' });
  await world.call('sns', 'Subscribe', { TopicArn: topic, Protocol: 'email', Endpoint: 'ann@example.org' });
  await world.call('s3', 'CreateBucket', { Bucket: 'things' });
  const Body = '<!doctype html><title>object</title><script>document.title = "ran as " + self.origin</script>';
  await world.call('s3', 'PutObject', { Bucket: 'things', Key: 'page.html', Body, ContentType: 'text/html' });
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  page = await context.newPage();
  answers = [];
  const listen = (event: unknown) => {
    const { request, response } = event as { request: IncomingMessage; response: ServerResponse };
    // What this test asks by itself is no browser's.
    if (request.socket.localPort === runtime.port && request.headers['user-agent'] && request.url !== '/favicon.ico')
      answers.push(response.statusCode);
  };
  subscribe('http.server.response.finish', listen);
  onTestFinished(() => void unsubscribe('http.server.response.finish', listen));
});

/** A page of another origin: of another port, or of a file. */
async function hostilePage(kind: string): Promise<void> {
  const html = '<!doctype html><title>any page</title><body></body>';
  if (kind === 'file') {
    const file = join(temporaryFolder(), 'evil.html');
    writeFileSync(file, html);
    return void (await page.goto(pathToFileURL(file).href));
  }
  const server = createServer((request, response) => {
    const [, target] = /^\/redirect\?(.*)$/.exec(request.url ?? '') ?? [];
    if (target) response.writeHead(307, { location: decodeURIComponent(target) }).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const topics = async () => (await runtime.world.call<{ Topics: object[] }>('sns', 'ListTopics', {})).Topics.length;
const remove = `/?Action=DeleteTopic&Version=2010-03-31&TopicArn=${encodeURIComponent(topic)}`;
const form = `Action=DeleteTopic&Version=2010-03-31&TopicArn=${encodeURIComponent(topic)}`;
const confirmation = async () => /http:\S+Action=Confirm\S+/.exec(await mailText())?.[0] as string;
async function mailText(): Promise<string> {
  const { text } = await plainRequest(runtime.endpointUrl, '/_trainyard/mail');
  const [, path = ''] = /href="(\/_trainyard\/mail\/[^"]+)"/.exec(text) ?? [];
  return (await plainRequest(runtime.endpointUrl, path)).text.replaceAll('&#38;', '&');
}
const pending = async () =>
  (await runtime.world.call<{ Subscriptions: { SubscriptionArn: string }[] }>('sns', 'ListSubscriptions', {})).Subscriptions.every(
    ({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation',
  );

const signedPost = () => presigned(runtime.endpointUrl, '/', { service: 'sns', method: 'POST', body: form });
const signedRemoval = () => presigned(runtime.endpointUrl, remove, { service: 'sns' });

/** What a page can do without asking anybody, each with a good signature where one fits. */
const attacks: Readonly<Record<string, () => Promise<unknown>>> = {
  'an image': () => add('img', 'src', signedRemoval()),
  'a script': () => add('script', 'src', presigned(runtime.endpointUrl, '/things/page.html', { service: 's3' })),
  'a frame': () => add('iframe', 'src', `${runtime.endpointUrl}/_trainyard/mail`),
  'a frame of the link in a mail': async () => add('iframe', 'src', await confirmation()),
  'a form in a sandboxed frame': () => {
    const action = signedPost().replaceAll('&', '&amp;');
    const inner = `<form method=post action="${action}">${fields()}</form><script>document.forms[0].submit()</script>`;
    return script(
      `const frame = document.createElement('iframe'); frame.setAttribute('sandbox', 'allow-forms allow-scripts');
       frame.srcdoc = given; document.body.append(frame);`,
      inner,
    );
  },
  'a form': () => submit('application/x-www-form-urlencoded', signedPost()),
  'a form as plain text': () => submit('text/plain', `${runtime.endpointUrl}/_trainyard/deploy`),
  'a form with files': () =>
    submit('multipart/form-data', presigned(runtime.endpointUrl, '/things/new', { service: 's3', method: 'POST' })),
  'the button of a mail’s link, pressed by another page': async () => submit('application/x-www-form-urlencoded', await confirmation()),
  'a link that is followed': async () => {
    await script(`const link = document.createElement('a'); link.href = given; document.body.append(link); link.click();`, signedRemoval());
    await page.waitForURL(/Action=DeleteTopic/);
    expect(await page.locator('body').textContent()).toContain('takes no requests from web pages of other origins');
  },
  'fetch without asking': () =>
    send({ mode: 'no-cors', method: 'POST', body: form, headers: { 'content-type': 'text/plain' } }, signedPost()),
  'fetch that asks first (preflight)': () => send(signedByHeader(), `${runtime.endpointUrl}/`),
  'a beacon': () => script('navigator.sendBeacon(given[0], given[1]);', [signedPost(), form]),
  'a WebSocket': () =>
    script(
      `return new Promise((resolve, reject) => {
         const socket = new WebSocket(given);
         socket.onopen = () => reject(new Error('opened'));
         socket.onerror = () => resolve();
       });`,
      signedRemoval().replace('http:', 'ws:'),
    ),
};
describe.skipIf(!program).each(['another port', 'file'])('a page of %s', (kind) => {
  it.each(Object.keys(attacks))('changes nothing by %s', async (name) => {
    await hostilePage(kind);
    await attacks[name]?.();
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([403]));
    expect([await topics(), await pending()]).toEqual([1, true]);
  });
});

describe.skipIf(!program)('a page of another origin', () => {
  it('changes nothing by a form that its server sends on', async () => {
    await hostilePage('another port');
    const target = presigned(runtime.endpointUrl, '/', { service: 'sns', method: 'POST', body: form });
    await submit('application/x-www-form-urlencoded', `/redirect?${encodeURIComponent(target)}`);
    await expect.poll(() => answers, { timeout: 20_000 }).toEqual([403]);
    expect(await topics()).toBe(1);
  });

  it('is not let in by a name of its own that points here', async () => {
    const answer = await page.goto(`http://evil.example:${runtime.port}/_trainyard/mail`);
    expect([answer?.status(), await answer?.text()]).toEqual([403, expect.stringContaining('expected a Host header such as 127.0.0.1')]);
  });
});

describe.skipIf(!program)('a person', () => {
  it('reads the mails and confirms a subscription by its link and a button', async () => {
    await page.goto(`${runtime.endpointUrl}/_trainyard/mail`);
    await page.getByRole('link', { name: 'AWS Notification - Subscription Confirmation' }).click();
    await page.getByRole('link', { name: /Action=ConfirmSubscription/ }).click();
    expect([await page.getByRole('heading').textContent(), await pending()]).toEqual(['Confirm this subscription?', true]);
    await page.getByRole('button', { name: 'Confirm subscription' }).click();
    expect([await page.getByRole('heading').textContent(), await pending()]).toEqual(['Subscription confirmed!', false]);
  });

  it('sees an object by its presigned URL, whose script belongs to no origin', async () => {
    await page.goto(presigned(runtime.endpointUrl, '/things/page.html', { service: 's3' }));
    expect(await page.title()).toBe('ran as null');
    await send(signedByHeader(), `${runtime.endpointUrl}/`);
    expect(await topics()).toBe(1);
  });
});

/** Runs a script of the page, with a value in `given`. As text: these tests know no DOM. */
const script = (text: string, given: unknown) => page.evaluate(`((given) => { ${text} })(${JSON.stringify(given)})`);

const add = (tag: string, attribute: string, value: string) =>
  script(`const element = document.createElement(given[0]); element.setAttribute(given[1], given[2]); document.body.append(element);`, [
    tag,
    attribute,
    value,
  ]);

const fields = () => [...new URLSearchParams(form)].map(([name, value]) => `<input name="${name}" value="${value}">`).join('');

const submit = (enctype: string, action: string) =>
  script(
    `const form = Object.assign(document.createElement('form'), given); document.body.append(form); HTMLFormElement.prototype.submit.call(form);`,
    { method: 'post', action, enctype, innerHTML: fields() },
  );

/** What a script gets to see of it does not matter. */
const send = (init: object, url: string) => script('return fetch(given[1], given[0]).then(() => {}, () => {});', [init, url]);

function signedByHeader() {
  const { host: _host, ...headers } = signedHeaders(`${runtime.endpointUrl}/`, { service: 'sns', body: form });
  return { method: 'POST', body: form, headers };
}
