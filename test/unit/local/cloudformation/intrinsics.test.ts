// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold such text.
import { describe, expect, it } from 'vitest';
import { resolve, type Scope } from '../../../../local/cloudformation/intrinsics.ts';

const scope: Scope = {
  template: {
    Resources: {},
    Mappings: { Sizes: { small: { memory: 128 } } },
    Conditions: {
      IsUs: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      IsChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
      Either: { 'Fn::Or': [{ Condition: 'IsUs' }, { Condition: 'IsChina' }] },
      Both: { 'Fn::And': [{ Condition: 'IsUs' }, { 'Fn::Not': [{ Condition: 'IsChina' }] }] },
    },
  },
  values: { 'AWS::Region': 'us-east-1', 'AWS::Partition': 'aws', Names: ['a', 'b'] },
  ref: (id) => (id === 'Topic' ? 'arn:topic' : undefined),
  attribute: (id, name) => (id === 'Role' && name === 'Arn' ? 'arn:aws:iam::1:role/r' : undefined),
  imported: (name) => (name === 'Shared:Bucket' ? 'bucket-1' : undefined),
};
const of = (part: unknown) => resolve(part, scope);

describe('the functions of a template', () => {
  it.each([
    [{ Ref: 'Topic' }, 'arn:topic'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::1:role/r'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::1:role/r'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 1]] }, 'a-us-east-1-1'],
    [{ 'Fn::Join': ['-', { Ref: 'Names' }] }, 'a-b'],
    [{ 'Fn::Sub': 'x-${AWS::Region}-${Role.Arn}-${!Kept}' }, 'x-us-east-1-arn:aws:iam::1:role/r-${Kept}'],
    [{ 'Fn::Sub': ['${Own}/${Topic}', { Own: { Ref: 'AWS::Partition' } }] }, 'aws/arn:topic'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Role', 'Arn'] }] }] }, 'aws'],
    [{ 'Fn::Select': ['0', { Ref: 'Names' }] }, 'a'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'Shared:Bucket' } }, 'bucket-1'],
    [{ 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    [{ 'Fn::If': ['IsUs', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['IsChina', 'yes', 'no'] }, 'no'],
    [{ 'Fn::If': ['Either', 1, 2] }, 1],
    [{ 'Fn::If': ['Both', 1, 2] }, 1],
    [{ 'Fn::Contains': [['a', 'b'], 'b'] }, true],
  ])('%j is %j', (part, value) => expect(of(part)).toEqual(value));

  it('AWS::NoValue takes the property or the item away', () => {
    const gone = { 'Fn::If': ['IsChina', 'x', { Ref: 'AWS::NoValue' }] };
    expect(of({ a: gone, b: [gone, 1], c: { d: gone } })).toEqual({ b: [1], c: {} });
  });

  it("leaves a policy's Condition alone", () => {
    const statement = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(of(statement)).toEqual(statement);
  });

  it.each([
    [{ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, 'the local CloudFormation does not know the function Fn::Cidr'],
    [{ Ref: 'Nobody' }, 'Ref: there is no parameter or resource Nobody'],
    [{ 'Fn::GetAtt': ['Role', 'Color'] }, 'Fn::GetAtt: Role has no attribute Color here'],
    [{ 'Fn::ImportValue': 'Elsewhere' }, 'No export named Elsewhere found'],
    [{ 'Fn::Select': [3, ['a']] }, 'Fn::Select: expected an index below 1, got 3'],
    [{ 'Fn::Join': ['', [['a']]] }, 'expected text, got ["a"]'],
    [{ 'Fn::If': ['Never', 1, 2] }, 'the template has no condition Never'],
  ])('%j fails: %s', (part, message) => expect(() => of(part)).toThrow(message));
});
