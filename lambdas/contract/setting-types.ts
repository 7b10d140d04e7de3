import * as v from 'valibot';
import { limits, oneLine, variableName } from './aws-limits.ts';
import { metricRegexFault } from './metric-regex.ts';
import { nearest } from './problems.ts';

/** A whole number in a range. */
export const count = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

/** A number that JSON can hold: 1e999 is none. */
export const finite = v.pipe(v.number(), v.finite());

/** A path or prefix: one line. */
export const path = v.pipe(v.string(), v.nonEmpty(), v.regex(oneLine, 'one line'));

/** Text of one line, as AWS's pattern `.+` has it. */
export const line = (max: number) => v.pipe(v.string(), v.nonEmpty(), v.regex(oneLine, 'one line'), v.maxLength(max));

export const oneLineOnly = v.regex<string, string>(oneLine, 'one line: SageMaker takes no line breaks here');

/** False for a number that JSON has rounded already, or cannot hold. */
const isExact = (value: string | number | boolean): boolean =>
  typeof value !== 'number' || (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)));

/**
 * Text for a program. The settings file and JSON documents of ours hand over what was written (written.ts); where only a number is left, as
 * in an execution's input, it becomes its shortest text, and one that has lost digits is refused.
 */
export const written = (max: number) =>
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()], 'text, a number, true or false (write "" for nothing)'),
    v.check(isExact, 'text in quotes for a number beyond 9007199254740991, which loses digits in JSON'),
    v.transform((value) => (Object.is(value, -0) ? '-0' : String(value))),
    v.maxLength(max),
  );

/** Environment variables of a container. */
export const environment = ({ entries, key, value }: { readonly entries: number; readonly key: number; readonly value: number }) =>
  v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.regex(new RegExp(`^${variableName}$`), 'an environment variable name: letters, digits and _, not beginning with a digit'),
        v.maxLength(key),
      ),
      written(value),
    ),
    v.maxEntries(entries),
  );

/** One of SageMaker's instance types, as its service model lists them. */
export const instanceType = (known: readonly string[], expected: string) =>
  v.picklist(known, ({ input }) => {
    const near = typeof input === 'string' ? nearest(input, known) : undefined;
    return near ? `${expected} (did you mean ${near}?)` : expected;
  });

/** What the data bucket's and the model's name take of a channel's address. */
const beforePrefix = 110;

/** `s3://bucket/prefix`, or a prefix in the model's folder of the data bucket. */
export const channelPlace = v.pipe(
  path,
  v.regex(
    /^(s3:\/\/[^/\s]+(\/.*)?|(?![A-Za-z][A-Za-z0-9+.-]*:\/\/).*)$/,
    "s3://bucket/prefix, or a prefix in the model's folder of the data bucket",
  ),
  v.check(
    (place) => place.length <= limits.channels.uri - (place.startsWith('s3://') ? 0 : beforePrefix),
    `at most ${limits.channels.uri} characters of an s3:// address, ${limits.channels.uri - beforePrefix} of a prefix`,
  ),
);

/** A regular expression that SageMaker takes and that has a value to read. */
export const metricRegex = (max: number) =>
  v.pipe(
    line(max),
    v.check(
      (regex) => metricRegexFault(regex) === undefined,
      ({ input }) => metricRegexFault(input) ?? '',
    ),
  );

const tooMuch = (what: string) =>
  `at most ${limits.buildVariables} characters of ${what} (CodeBuild takes some 5,500 of all variables of a build); put what is long into a file of the source`;

/** The container's environment goes to the verification as one variable. */
export const fitsVerification = {
  is: (variables: Readonly<Record<string, string>>): boolean => JSON.stringify(variables).length <= limits.buildVariables,
  expected: tooMuch('environment, as JSON'),
};

interface BuildSettings {
  readonly training: ImageSettings;
  readonly inference: ImageSettings;
  readonly secrets: Readonly<Record<string, string>>;
}

interface ImageSettings {
  readonly dockerfile: string;
  readonly context: string;
  readonly paths: readonly string[];
  readonly arguments: Readonly<Record<string, string>>;
}

const lengthOf = (image: ImageSettings, secrets: BuildSettings['secrets']): number =>
  JSON.stringify([image.dockerfile, image.context, image.paths, image.arguments, secrets]).length + Object.keys(secrets).join().length;

/** Both images' builds get these settings as variables. */
export const fitsBuilds = {
  is: ({ training, inference, secrets }: BuildSettings): boolean =>
    [training, inference].every((image) => lengthOf(image, secrets) <= limits.buildVariables),
  expected: tooMuch('paths, arguments and secrets of an image together'),
};
