/** Fields of every state, whatever its type and language. */
const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const NEXT = ['Next', 'End'];
const EFFECTS = ['Output', 'Assign'];
const PATHS = ['InputPath', 'OutputPath'];
const RESULTS = ['Parameters', 'ResultSelector', 'ResultPath'];
const HANDLERS = ['Retry', 'Catch'];

/** Type → fields it may have in one or the other language. https://states-language.net/#statetypes */
export const FIELDS: { readonly [type: string]: readonly string[] } = {
  Pass: [...COMMON, ...NEXT, ...EFFECTS, ...PATHS, 'Parameters', 'Result', 'ResultPath'],
  Task: [
    ...COMMON,
    ...NEXT,
    ...EFFECTS,
    ...PATHS,
    ...RESULTS,
    ...HANDLERS,
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'TimeoutSecondsPath',
    'HeartbeatSeconds',
    'HeartbeatSecondsPath',
    'Credentials',
  ],
  Choice: [...COMMON, ...EFFECTS, ...PATHS, 'Choices', 'Default'],
  Wait: [...COMMON, ...NEXT, ...EFFECTS, ...PATHS, 'Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'],
  Succeed: [...COMMON, 'Output', ...PATHS],
  Fail: [...COMMON, 'Error', 'Cause', 'ErrorPath', 'CausePath'],
  Parallel: [...COMMON, ...NEXT, ...EFFECTS, ...PATHS, ...RESULTS, ...HANDLERS, 'Branches', 'Arguments'],
  Map: [
    ...COMMON,
    ...NEXT,
    ...EFFECTS,
    ...PATHS,
    ...RESULTS,
    ...HANDLERS,
    'Items',
    'ItemsPath',
    'ItemSelector',
    'ItemProcessor',
    'Iterator',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    'ToleratedFailureCount',
    'ToleratedFailureCountPath',
    'ToleratedFailurePercentage',
    'ToleratedFailurePercentagePath',
    'Label',
  ],
};

/** Type → fields it must have. */
export const REQUIRED: { readonly [type: string]: readonly string[] } = {
  Task: ['Resource'],
  Choice: ['Choices'],
  Parallel: ['Branches'],
};

/** Fields that only JSONata states have. */
export const JSONATA_ONLY = ['Output', 'Arguments', 'Items'];

/** Fields that only JSONPath states have. */
export const JSONPATH_ONLY = [
  'InputPath',
  'OutputPath',
  'Parameters',
  'ResultSelector',
  'ResultPath',
  'Result',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
];

/** What AWS runs and this interpreter does not: parts of distributed Maps, and cross-account calls. */
export const NOT_HERE = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Credentials'];

/** Bounds of number fields; the largest of all is AWS's 99,999,999 seconds. */
export const NUMBERS: { readonly [field: string]: { readonly min: number; readonly max: number; readonly integer: boolean } } = {
  TimeoutSeconds: { min: 1, max: 99_999_999, integer: true },
  HeartbeatSeconds: { min: 1, max: 99_999_999, integer: true },
  Seconds: { min: 0, max: 99_999_999, integer: true },
  MaxConcurrency: { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
  ToleratedFailureCount: { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
  ToleratedFailurePercentage: { min: 0, max: 100, integer: false },
};

/** Fields that hold a string in either language, an expression among them. */
export const TEXTS = ['Comment', 'Next', 'Default', 'Error', 'Cause'];

/** Fields of a Choice's rule in JSONata. */
export const RULE_FIELDS = ['Comment', 'Condition', 'Next', ...EFFECTS];

export const RETRIER_FIELDS = [
  'Comment',
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
];

export const CATCHER_FIELDS = {
  jsonata: ['Comment', 'ErrorEquals', 'Next', ...EFFECTS],
  jsonpath: ['Comment', 'ErrorEquals', 'Next', 'Assign', 'ResultPath'],
};

export const JITTER_STRATEGIES = ['FULL', 'NONE'];

/** How a Map's processor may run. */
export const MODES = ['INLINE', 'DISTRIBUTED'];

/** Bounds of a retrier's number fields. "Less than 31,622,400": https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const RETRY_NUMBERS: typeof NUMBERS = {
  IntervalSeconds: { min: 1, max: 99_999_999, integer: true },
  MaxAttempts: { min: 0, max: 99_999_999, integer: true },
  BackoffRate: { min: 1, max: Number.MAX_SAFE_INTEGER, integer: false },
  MaxDelaySeconds: { min: 1, max: 31_622_399, integer: true },
};
