import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../../local/services/events/pattern.ts';

const event = {
  source: 'aws.sagemaker',
  'detail-type': 'SageMaker Training Job State Change',
  resources: ['arn:aws:sagemaker:r:1:training-job/a', 'arn:other'],
  detail: { TrainingJobStatus: 'Completed', size: 10, tags: { team: 'Birds' }, flag: true, none: null, parts: [{ n: 1 }, { n: 2 }] },
};
const matches = (pattern: object) => compilePattern(JSON.stringify(pattern))(event);

describe('an event pattern', () => {
  it.each([
    ['an exact text', { source: ['aws.sagemaker'] }, true],
    ['another text', { source: ['aws.s3'] }, false],
    ['one of several', { source: ['aws.s3', 'aws.sagemaker'] }, true],
    ['all fields', { source: ['aws.sagemaker'], 'detail-type': ['x'] }, false],
    ['a nested field', { detail: { TrainingJobStatus: ['Completed', 'Failed'] } }, true],
    ['a deeper field', { detail: { tags: { team: ['Birds'] } } }, true],
    ['a list in the event', { resources: ['arn:other'] }, true],
    ['an object of a list', { detail: { parts: { n: [2] } } }, true],
    ['numbers, booleans and null by type', { detail: { size: [10], flag: [true], none: [null] } }, true],
    ['a number as text', { detail: { size: ['10'] } }, false],
    ['prefix', { source: [{ prefix: 'aws.' }] }, true],
    ['prefix without case', { detail: { tags: { team: [{ prefix: { 'equals-ignore-case': 'bI' } }] } } }, true],
    ['suffix', { source: [{ suffix: 'maker' }] }, true],
    ['suffix of another', { source: [{ suffix: '.s3' }] }, false],
    ['equals-ignore-case', { detail: { tags: { team: [{ 'equals-ignore-case': 'birds' }] } } }, true],
    ['wildcard', { 'detail-type': [{ wildcard: 'SageMaker * State Change' }] }, true],
    ['anything-but a text', { source: [{ 'anything-but': 'aws.s3' }] }, true],
    ['anything-but a list', { source: [{ 'anything-but': ['aws.s3', 'aws.sagemaker'] }] }, false],
    ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything-but of a missing field', { absent: [{ 'anything-but': 'x' }] }, false],
    ['exists', { detail: { size: [{ exists: true }] } }, true],
    ['exists false', { detail: { absent: [{ exists: false }] } }, true],
    ['exists false of one that is there', { detail: { size: [{ exists: false }] } }, false],
    ['exists false below a missing object', { detail: { missing: { x: [{ exists: false }] } } }, true],
    ['numeric range', { detail: { size: [{ numeric: ['>', 5, '<=', 10] }] } }, true],
    ['numeric outside', { detail: { size: [{ numeric: ['<', 10] }] } }, false],
    ['numeric of a text', { source: [{ numeric: ['>', 0] }] }, false],
    ['$or', { $or: [{ source: ['x'] }, { detail: { size: [10] } }] }, true],
    ['$or with none', { $or: [{ source: ['x'] }, { source: ['y'] }] }, false],
    ['$or beside another field', { detail: { $or: [{ size: [1] }, { flag: [true] }], TrainingJobStatus: ['Failed'] } }, false],
  ])('with %s: %j is %s', (_what, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each([
    ['{', /Event pattern is not valid\. Reason: /],
    ['[]', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"source":"x"}', '"source" must be an object or an array'],
    ['{"source":[]}', 'Empty arrays are not allowed'],
    ['{"source":[{"sounds-like":"x"}]}', 'Unrecognized match type sounds-like'],
    ['{"source":[{"prefix":1}]}', 'prefix match pattern must be a string'],
    ['{"source":[{"prefix":"a","suffix":"b"}]}', 'Only one key allowed in match expression'],
    ['{"n":[{"numeric":[">"]}]}', 'Value of numeric must be an array'],
    ['{"n":[{"numeric":["~",1]}]}', 'Unrecognized numeric range operator: ~'],
    ['{"$or":[{"a":[1]}]}', 'at least two'],
  ])('that is wrong is refused with the reason: %s', (text, reason) => {
    expect(() => compilePattern(text)).toThrow(reason);
  });
});
