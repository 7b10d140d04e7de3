import { AwsError, validationException } from '../errors.ts';
import { flag, list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkName } from './errors.ts';
import { changed, MAX_VERSIONS, type ParameterRecord, parameterTable, plainName } from './parameters.ts';

const STANDARD_BYTES = 4096;
const ADVANCED_BYTES = 8192;

/** Creates a parameter, or with `Overwrite` adds a version to it. */
export const putParameter = operation({
  name: 'PutParameter',
  input: {
    Name: text({ required: true, min: 1, max: 2048 }),
    Value: text({ required: true, min: 1 }),
    Type: text({ of: ['String', 'StringList', 'SecureString'] }),
    Description: text({ max: 1024 }),
    KeyId: text(),
    Overwrite: flag(),
    AllowedPattern: text({ max: 1024 }),
    Tags: list(structure({ Key: text(required), Value: text(required) })),
    Tier: text({ of: ['Standard', 'Advanced', 'Intelligent-Tiering'] }),
    DataType: text(),
  },
  run: (input, { world, caller }) => {
    const { name } = plainName(input.Name);
    checkName(name);
    if (input.Overwrite && input.Tags?.length) throw tagsAndOverwrite();
    const table = parameterTable(world);
    const before = table.get(name);
    if (before && !input.Overwrite) throw alreadyExists();
    if (before && input.Type && input.Type !== before.type) throw typeChange();
    const type = before?.type ?? input.Type;
    if (!type) throw validationException('A parameter type is required when you create a parameter.');
    const last = before?.versions.at(-1);
    // Left out on overwrite: description and pattern of the version before stay.
    const allowedPattern = input.AllowedPattern ?? last?.allowedPattern;
    checkPattern(input.Value, allowedPattern);
    const version = {
      version: (last?.version ?? 0) + 1,
      value: input.Value,
      modified: new Date(world.clock.now()),
      modifiedBy: caller.arn,
      description: input.Description ?? last?.description,
      allowedPattern,
    };
    const record: ParameterRecord = {
      name,
      type,
      tier: tierOf(input.Value, input.Tier, before?.tier),
      dataType: input.DataType ?? before?.dataType ?? 'text',
      tags: before?.tags ?? Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      versions: [...(before?.versions ?? []), version].slice(-MAX_VERSIONS),
    };
    table.set(name, record);
    changed(world, record, before ? 'Update' : 'Create');
    return { Version: version.version, Tier: record.tier };
  },
});

function tierOf(value: string, asked: string | undefined, before: ParameterRecord['tier'] | undefined): ParameterRecord['tier'] {
  const size = Buffer.byteLength(value);
  if (before === 'Advanced' && asked === 'Standard') {
    throw validationException(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. " +
        'If necessary, you can delete the advanced parameter and recreate it as a standard parameter.',
    );
  }
  const advanced = before === 'Advanced' || asked === 'Advanced' || (asked === 'Intelligent-Tiering' && size > STANDARD_BYTES);
  if (advanced && size > ADVANCED_BYTES) {
    throw validationException(`Advanced tier parameters support a maximum parameter value of ${ADVANCED_BYTES} characters.`);
  }
  if (!advanced && size > STANDARD_BYTES) {
    throw validationException(
      `Standard tier parameters support a maximum parameter value of ${STANDARD_BYTES} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. ` +
        'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
    );
  }
  return advanced ? 'Advanced' : 'Standard';
}

function checkPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch {
    throw new AwsError('InvalidAllowedPatternException', 'The request does not meet the regular expression requirement.');
  }
  if (!expression.test(value)) {
    throw new AwsError('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`);
  }
}

const alreadyExists = () =>
  new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );

const typeChange = () =>
  new AwsError(
    'HierarchyTypeMismatchException',
    "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
  );

const tagsAndOverwrite = () =>
  validationException(
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  );
