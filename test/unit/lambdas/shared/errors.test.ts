import { describe, expect, it } from 'vitest';
import { alreadyExists, isCapacity, isMissing, PipelineError, translate } from '../../../../lambdas/shared/errors.ts';
import { awsError } from '../fake-aws.ts';

// Texts as AWS was seen to answer: aws-facts 1.2 and 1.5.
const quota = (limit: number, delta = 1) =>
  `The account-level service limit 'ml.m5.large for training job usage' is ${limit} Instances, with current utilization of 0 Instances and a request delta of ${delta} Instances. Please contact AWS support to request an increase for this limit.`;

/** Should AWS ever say less. */
const withoutDelta = (limit: number) => quota(limit).replace(/, with.*$/, '.');

describe('translation of AWS errors', () => {
  it.each([
    ['ThrottlingException', 'Rate exceeded', 'Throttled'],
    ['TooManyRequestsException', 'slow down', 'Throttled'],
    ['ResourceLimitExceeded', quota(0), 'QuotaIsZero'],
    ['ResourceLimitExceeded', quota(1, 2), 'QuotaIsZero'],
    ['ResourceLimitExceeded', quota(2, 2), 'QuotaInUse'],
    ['ResourceLimitExceeded', quota(4), 'QuotaInUse'],
    ['ResourceLimitExceeded', withoutDelta(0), 'QuotaIsZero'],
    ['ResourceLimitExceeded', withoutDelta(4), 'QuotaInUse'],
    ['AccountLimitExceededException', 'Cannot have more than 0 builds in queue for the account', 'QuotaIsZero'],
    ['AccountLimitExceededException', 'Cannot have more than 10 builds in queue for the account', 'QuotaInUse'],
    ['AccessDeniedException', 'User is not authorized', 'AccessDeniedException'],
  ])('%s "%s" becomes %s', (name, message, expected) => {
    expect((translate(awsError(name, message)) as Error).name).toBe(expected);
  });

  it('keeps the original as the cause and says what to do about a quota of zero', () => {
    const original = awsError('ResourceLimitExceeded', quota(0));
    const translated = translate(original) as Error;
    expect(translated.cause).toBe(original);
    expect(translated.message).toContain(
      'Raise the quota "ml.m5.large for training job usage" to at least 1 in the Service Quotas console',
    );
  });

  it('says what is needed of a quota that can never suffice, and what the quota is', () => {
    const { message } = translate(awsError('ResourceLimitExceeded', quota(1, 2))) as Error;
    expect(message).toContain('Waiting cannot help: 2 are needed at once, and the quota is 1. Raise the quota');
    expect(message).toContain('to at least 2 in the Service Quotas console');
    expect(message).toContain('or choose another instance type or fewer instances.');
  });

  it('counts what the caller keeps until it has been given more', () => {
    const refusal = awsError('ResourceLimitExceeded', quota(3, 2));
    expect(translate(refusal, 1)).toMatchObject({ name: 'QuotaInUse' });
    expect(translate(refusal, 2)).toMatchObject({ name: 'QuotaIsZero', message: expect.stringContaining('to at least 4') });
  });

  it('leaves an error of the pipeline as it is', () => {
    const own = new PipelineError('NameConflict', 'taken');
    expect(translate(own)).toBe(own);
  });
});

describe('what AWS means', () => {
  it.each([
    ['ValidationException', 'Could not find endpoint "arn:aws:sagemaker:us-east-1:1:endpoint/x".', true],
    ['ValidationException', 'Requested resource not found.', true],
    ['NoSuchKey', '', true],
    ['ValidationException', '1 validation error detected', false],
  ])('%s "%s" is missing: %s', (name, message, expected) => expect(isMissing(awsError(name, message))).toBe(expected));

  it.each([
    ['ResourceInUse', 'Training job names must be unique within an AWS account and region', true],
    ['ValidationException', 'Cannot create already existing model "arn:…"', true],
    ['ValidationException', 'Could not access model data', false],
  ])('%s "%s" already exists: %s', (name, message, expected) => expect(alreadyExists(awsError(name, message))).toBe(expected));

  it('knows the want of an instance', () => {
    expect(
      isCapacity('CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.'),
    ).toBe(true);
    expect(isCapacity('AlgorithmError: exit code 1')).toBe(false);
  });
});
