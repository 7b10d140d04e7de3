import { columns, csv, report, reports } from './fixture.ts';

const later = { 'Flight Date': '1999-02-01' };
const without = (column: string) => columns.filter((one) => one !== column);

/** What both examples refuse to train on: what it is, the channels, the sentence of the failure file. */
export const refusedTrainings: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  [
    'a missing column',
    { training: csv(reports(8), without('Wildlife Size')), evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv has no column "Wildlife Size"; it has Airport Name, Aircraft Make Model/,
  ],
  [
    'no damage at all',
    { training: csv(reports(8, { 'Effect Amount of damage': 'None' })), evaluation: csv(reports(8, later)) },
    /^label "Effect Amount of damage" has 0 positives in 8 rows of training; nothing to learn$/,
  ],
  [
    'a ragged line',
    { training: `${csv(reports(8))}one,two\n`, evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv line 10 has 2 fields where the header has 12$/,
  ],
  [
    'evaluation before the end of training',
    { training: csv(reports(8)), evaluation: csv(reports(8, { 'Flight Date': '1999-01-08' })) },
    /^the evaluation data begins on 1999-01-08, the training data ends on 1999-01-08: evaluate on later days than those learned from$/,
  ],
  ['a channel that is not there', { training: csv(reports(8)) }, /^the channel "evaluation" has no \.csv file \(looked in /],
  [
    'a date in another form',
    { training: csv([report(0), report(1, { 'Flight Date': '1/2/99' })]), evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv: "Flight Date" must be a date such as 1999-10-19, got "1\/2\/99"$/,
  ],
  [
    'a row without a label',
    { training: csv([report(0), report(1, { 'Effect Amount of damage': '' })]), evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv: row 2 has no "Effect Amount of damage"$/,
  ],
  [
    'an empty file',
    { training: '', evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv is empty: the first line must name the columns$/,
  ],
];

/** What both examples refuse to answer: the status, the body, its type, the error's text. */
export const refusedRequests: readonly (readonly [number, string, string, string | RegExp])[] = [
  [415, 'x', 'text/plain', 'Content-Type must be application/json or text/csv, got text/plain'],
  [400, '{', 'application/json', /^the body is not JSON: /],
  [400, '[1]', 'application/json', 'record 1 must be an object, got 1'],
  [400, '[]', 'application/json', 'the request has no records'],
  [400, '[{"Wildlife Size":"Large"},{"size":"Large"}]', 'application/json', /^record 2 has none of the known columns: Flight Date, /],
  [400, 'Wildlife Size\nLarge,2\n', 'text/csv', 'the request line 2 has 2 fields where the header has 1'],
];
