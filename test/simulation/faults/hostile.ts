/** What commits, logs and failure reasons have brought to mails somewhere: halves of surrogate pairs, what a terminal obeys, too much of it. */
const texts: readonly string[] = [
  `${'x'.repeat(199)}\u{1f680} ship it`,
  'half a pair \ud83d',
  '\x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\x07 \x00',
  'first\r\nBcc: everybody@example.com\u2028line',
  'user\u202etxt.exe zero\u200bwidth',
  '\u{1f680}'.repeat(70_000),
];

/** The answer of a call with such a text in the words that people or their programs wrote; undefined where it has none. `draw` is in [0, 1). */
export function hostileAnswer(operation: string, answer: unknown, draw: number): unknown {
  const text = texts[Math.floor(draw * texts.length)] ?? '';
  const found = answer as {
    readonly commit?: object;
    readonly events?: readonly object[];
    readonly FailureReason?: string;
  };
  switch (operation) {
    case 'GetCommit':
      return { ...found, commit: { ...found.commit, message: text, author: { name: text } } };
    case 'GetLogEvents':
      return { ...found, events: [...(found.events ?? []), { timestamp: 0, message: text }] };
    case 'DescribeTrainingJob':
      return found.FailureReason === undefined ? undefined : { ...found, FailureReason: `${found.FailureReason} ${text}` };
    default:
      return undefined;
  }
}
