import { AwsError, validationException } from '../errors.ts';

/** AWS sends this one without a text: SDK clients print "UnknownError" for it. */
export const parameterNotFound = (): AwsError => new AwsError('ParameterNotFound', '');

export const versionNotFound = (name: string, version: number): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );

const PATH_RULES =
  'The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). ' +
  'It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. ' +
  'All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

export const badPath = (): AwsError => validationException(`The parameter doesn't meet the parameter name requirements. ${PATH_RULES}`);

/**
 * The rules for new names. Fully qualified means a leading slash as soon as there is any slash.
 * @throws ValidationException, HierarchyLevelLimitExceededException
 */
export function checkName(name: string): void {
  const parts = name.replace(/^\//, '').split('/');
  if (/^(aws|ssm)/i.test(parts[0] ?? '') || parts.some((part) => !/^[A-Za-z0-9_.-]+$/.test(part))) {
    throw validationException(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by ' +
        'slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (parts.length > 1 && !name.startsWith('/')) throw validationException('Parameter name must be a fully qualified name.');
  if (parts.length > 15) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      'A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager User Guide.',
    );
  }
}
