import { validationException } from '../../errors.ts';

// Unicode classes, which the input tables' expressions do not have.
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;

/**
 * Checks CustomerMetadataProperties: letters, digits, white space and `_.:/=+-@`, so no JSON and no commas.
 * @throws ValidationException in the front end's form
 */
export function checkMetadata(properties: Readonly<Record<string, string>> | undefined): void {
  for (const [key, value] of Object.entries(properties ?? {})) {
    checkOne(key, 128, `customerMetadataProperties.${key}.key`);
    checkOne(value, 256, `customerMetadataProperties.${key}.member`);
  }
}

function checkOne(text: string, max: number, at: string): void {
  if (allowed.test(text) && text.length <= max) return;
  const pattern = `^([\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*)\${1,${max}}$`;
  throw validationException(
    `1 validation error detected: Value '${text}' at '${at}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}
