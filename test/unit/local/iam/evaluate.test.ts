import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../local/iam/evaluate.ts';
import { parsePolicy } from '../../../../local/iam/policy.ts';

const bucket = 'arn:aws:s3:::data';

function verdict(statements: object | object[], action: string, resource = '*', context: Record<string, string> = {}) {
  return evaluate(parsePolicy(JSON.stringify({ Statement: statements })), { action, resource, context });
}

describe('evaluate', () => {
  it('allows nothing without a statement', () => {
    expect(verdict([], 's3:GetObject')).toBe('not allowed');
  });

  it('lets an explicit deny win over any allow', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: 's3:DeleteObject', Resource: `${bucket}/*` };
    expect(verdict([deny, allow], 's3:DeleteObject', `${bucket}/x`)).toBe('explicitly denied');
    expect(verdict([deny, allow], 's3:GetObject', `${bucket}/x`)).toBe('allowed');
  });

  it.each([
    ['s3:Get*', 's3:getobject', `${bucket}/a/b`, `${bucket}/*`, true],
    ['s3:GetObject', 's3:GetObjectTagging', `${bucket}/a`, `${bucket}/*`, false],
    ['s3:?etObject', 's3:PetObject', `${bucket}/a`, '*', true],
    ['s3:GetObject', 's3:GetObject', bucket, `${bucket}/*`, false],
    ['s3:GetObject', 's3:GetObject', `${bucket}/a`, `${bucket.toUpperCase()}/*`, false],
    ['*', 'lambda:InvokeFunction', 'arn:aws:lambda:r:a:function:f:1', 'arn:aws:lambda:r:a:function:f', false],
  ])(
    'matches actions without case and resources with it: %s for %s on %s under %s is %s',
    (pattern, action, resource, covered, allowed) => {
      expect(verdict({ Effect: 'Allow', Action: pattern, Resource: covered }, action, resource) === 'allowed').toBe(allowed);
    },
  );

  it('reads NotAction and NotResource', () => {
    const statement = { Effect: 'Allow', NotAction: ['iam:*'], NotResource: ['arn:aws:s3:::secret/*'] };
    expect(verdict(statement, 's3:GetObject', `${bucket}/x`)).toBe('allowed');
    expect(verdict(statement, 'iam:PassRole', `${bucket}/x`)).toBe('not allowed');
    expect(verdict(statement, 's3:GetObject', 'arn:aws:s3:::secret/x')).toBe('not allowed');
  });

  it.each([
    [{ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }, { 'iam:PassedToService': 'sagemaker.amazonaws.com' }, true],
    [{ StringEquals: { 'IAM:passedtoservice': ['a', 'b'] } }, { 'iam:PassedToService': 'b' }, true],
    [{ StringEquals: { k: 'a' } }, { k: 'A' }, false],
    [{ StringEqualsIgnoreCase: { k: 'a' } }, { k: 'A' }, true],
    [{ StringEquals: { k: 'a' } }, {}, false],
    [{ StringEqualsIfExists: { k: 'a' } }, {}, true],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'c' }, true],
    [{ StringNotEquals: { k: 'a' } }, {}, true],
    [{ StringLike: { k: 'run-*' } }, { k: 'run-1' }, true],
    [{ StringNotLike: { k: 'run-*' } }, { k: 'run-1' }, false],
    [{ ArnLike: { k: 'arn:aws:events:*:*:rule/x*' } }, { k: 'arn:aws:events:r:1:rule/xy' }, true],
    [{ ArnLike: { k: 'arn:aws:*:rule/x' } }, { k: 'arn:aws:events:r:1:rule/x' }, false],
    [{ ArnEquals: { k: 'arn:aws:sns:r:1:t' } }, { k: 'arn:aws:sns:r:1:t' }, true],
    [{ ArnNotEquals: { k: 'arn:aws:sns:r:1:t' } }, { k: 'arn:aws:sns:r:1:t' }, false],
    [{ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'true' }, false],
    [{ Null: { k: 'true' } }, {}, true],
    [{ Null: { k: 'false' } }, {}, false],
    [{ NumericLessThanEquals: { k: 5 } }, { k: '5' }, true],
    [{ DateGreaterThan: { k: '2026-01-01T00:00:00Z' } }, { k: '2026-06-01T00:00:00Z' }, true],
    [{ 'ForAllValues:StringEquals': { k: 'a' } }, {}, true],
    [{ 'ForAnyValue:StringEquals': { k: 'a' } }, {}, false],
    [{ StringEquals: { k: 'a' }, Bool: { b: 'true' } }, { k: 'a', b: 'false' }, false],
  ] as [object, Record<string, string>, boolean][])('holds %j against %j: %s', (Condition, context, allowed) => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
    expect(verdict(statement, 'a:B', '*', context) === 'allowed').toBe(allowed);
  });

  it('refuses an operator it does not know rather than pass it over', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    expect(() => verdict(statement, 'a:B')).toThrow('does not know the condition operator IpAddress');
  });

  it.each([
    ['null', 'Missing required field Statement'],
    ['{}', 'Missing required field Statement'],
    ['{"Statement":{"Effect":"Maybe"}}', 'Invalid effect: Maybe'],
    ['{"Statement":{"Effect":"Allow"}}', 'must contain actions'],
  ])('says what is wrong with the document %s', (document, message) => {
    expect(() => parsePolicy(document)).toThrow(message);
  });
});
