import { describe, expect, it } from 'vitest';
import { decide } from '../../../../local/iam/decide.ts';
import { parsePolicy } from '../../../../local/iam/policy.ts';

const roleArn = 'arn:aws:iam::000000000000:role/r';
const object = 'arn:aws:s3:::data/k';
const statements = (...list: object[]) => parsePolicy(JSON.stringify({ Statement: list }));
const allow = (Action = 's3:*', more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action = 's3:*', more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const everyone = { Principal: '*' };
const insecure = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

interface Given {
  readonly identity?: object[];
  readonly boundary?: object[];
  readonly resource?: object[];
  readonly context?: Record<string, string>;
}

function verdict({ identity = [], boundary, resource = [], context = { 'aws:SecureTransport': 'true' } }: Given): string {
  const policies = {
    identity: statements(...identity),
    boundary: boundary && statements(...boundary),
    resource: statements(...resource),
  };
  const answer = decide(policies, roleArn, { action: 's3:GetObject', resource: object, context });
  return answer.allowed ? 'allowed' : answer.reason;
}

const noIdentity = 'because no identity-based policy allows the s3:GetObject action';
const noBoundary = 'because no permissions boundary allows the s3:GetObject action';

describe('a role within its account', () => {
  it.each<[string, Given, string]>([
    ['nothing', {}, noIdentity],
    ['its own allow', { identity: [allow()] }, 'allowed'],
    ['its own allow and deny', { identity: [allow(), deny()] }, 'with an explicit deny in an identity-based policy'],
    ['an allow that its boundary has too', { identity: [allow()], boundary: [allow('s3:Get*')] }, 'allowed'],
    ['an allow that its boundary has not', { identity: [allow()], boundary: [allow('sns:*')] }, noBoundary],
    ['a boundary alone, which grants nothing', { boundary: [allow()] }, noIdentity],
    ['an empty boundary', { identity: [allow()], boundary: [] }, noBoundary],
    ['a boundary that denies', { identity: [allow()], boundary: [allow('*'), deny()] }, 'with an explicit deny in a permissions boundary'],
    ['an allow of the resource for everyone', { resource: [allow('s3:*', everyone)] }, 'allowed'],
    ['an allow of the resource for this role', { resource: [allow('s3:*', { Principal: { AWS: roleArn } })] }, 'allowed'],
    ['an allow of the resource for another role', { resource: [allow('s3:*', { Principal: { AWS: `${roleArn}2` } })] }, noIdentity],
    [
      'an allow of the resource for the account, which leaves it to the role',
      { resource: [allow('s3:*', { Principal: { AWS: 'arn:aws:iam::000000000000:root' } })] },
      noIdentity,
    ],
    ['an allow of the resource within a boundary', { boundary: [allow('sns:*')], resource: [allow('s3:*', everyone)] }, noBoundary],
    [
      'a deny of the resource for everyone',
      { identity: [allow()], resource: [deny('s3:*', everyone)] },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'a deny of the resource for the account',
      { identity: [allow()], resource: [deny('s3:*', { Principal: { AWS: '000000000000' } })] },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'a deny of the resource for another account',
      { identity: [allow()], resource: [deny('s3:*', { Principal: { AWS: '111111111111' } })] },
      'allowed',
    ],
    ['a deny for a service', { identity: [allow()], resource: [deny('s3:*', { Principal: { Service: 's3.amazonaws.com' } })] }, 'allowed'],
    ['a TLS-only bucket over TLS', { identity: [allow()], resource: [deny('s3:*', { ...everyone, ...insecure })] }, 'allowed'],
    [
      'a TLS-only bucket in the open',
      {
        identity: [allow()],
        resource: [deny('s3:*', { ...everyone, ...insecure })],
        context: { 'aws:SecureTransport': 'false' },
      },
      'with an explicit deny in a resource-based policy',
    ],
  ])('that has %s', (_what, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });
});

describe('the use of a key by a role that may', () => {
  const use = { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:000000000000:key/1', context: {} };
  const answer = (...key: object[]) => {
    const verdict = decide({ identity: statements(allow('kms:Decrypt')), boundary: undefined, resource: statements(...key) }, roleArn, use);
    return verdict.allowed ? 'allowed' : verdict.reason;
  };
  const account = { Principal: { AWS: 'arn:aws:iam::000000000000:root' } };
  const refused = 'because no resource-based policy allows the kms:Decrypt action';

  it.each<[string, object[], string]>([
    ["leaves it to the account's policies", [allow('kms:*', account)], 'allowed'],
    ['names the role', [allow('kms:Decrypt', { Principal: { AWS: roleArn } })], 'allowed'],
    ['names services alone', [allow('kms:*', { Principal: { Service: 's3.amazonaws.com' } })], refused],
    ['leaves other uses to the account', [allow('kms:Encrypt', account)], refused],
    ['denies it', [allow('kms:*', account), deny('kms:Decrypt', everyone)], 'with an explicit deny in a resource-based policy'],
    ['is not known here', [], 'allowed'],
  ])("is decided by the key's policy too: one that %s", (_what, key, expected) => {
    expect(answer(...key)).toBe(expected);
  });
});
