import { describe, expect, it } from 'vitest';
import { metricHints, metricRegexFault, readMetricRegex } from '../../../../lambdas/contract/metric-regex.ts';

/** Every value that a definition reads in a line. */
const values = (regex: string, line: string) => {
  const { pattern, group } = readMetricRegex(regex);
  return [...line.matchAll(pattern)].map((found) => found[group]);
};

describe("a metric's regular expression", () => {
  it.each([
    ['Train_error=(.*?);', 'Train_error=0.3; Valid_error=1;', ['0.3']],
    [
      '.*\\[[0-9]+\\].*#011validation-auc:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*',
      '[0]#011train-auc:1#011validation-auc:0.82',
      ['0.82'],
    ],
    ["'eval_loss': ([0-9]+(.|e\\-)[0-9]+),?", "{'eval_loss': 0.23, 'x': 1}", ['0.23']],
    ['(?i)AUC=([0-9.]+)', 'auc=0.5 AuC=0.6', ['0.5', '0.6']],
    ['(?i)[a-c]=(\\d)', 'B=1 d=2', ['1']],
    ['x(?i:auc)=(\\S+)', 'xAUC=1 XAUC=2', ['1']],
    ['(?i)a(?-i)B=(\\d)', 'AB=1 Ab=2', ['1']],
    ['(?x) auc = ( \\d+ ) # the area', 'auc=5', ['5']],
    ['(?s)a(.)', 'a\u0085', ['\u0085']],
    ['\\Aauc=(\\d++)\\z', 'auc=12', ['12']],
    ['(?<value>\\d+)%', '7%', ['7']],
    ['(?<=loss: )([\\d.]+)(?!%)', 'loss: 0.2', ['0.2']],
    ['(?>a|ab)c(\\d)', 'ac1 abc2', ['1']],
    ['(?:(x)++)(\\d)', 'xx5', ['x']],
    ['(?>(a)(?>b))+=(?:\\d)\\1', 'abab=1a', ['a']],
    ['\\Qa.b\\E=(\\p{Digit}+)', 'axb=1 a.b=3', ['3']],
    ['(\\p{Lu})\\h\\R?', 'Ä ', ['Ä']],
    ['[^;\\D]([\\w\\-])', ';a1-', ['-']],
    ['\\x41\\u0042\\0103(\\d)', 'ABC1', ['1']],
    ['(\\w+)=\\1\\b', 'aa=aa', ['aa']],
    ['[]a]+(\\d)', 'a]1', ['1']],
    ['\u{1F600}=(.)', '\u{1F600}=x', ['x']],
  ])('%s reads what SageMaker does', (regex, line, read) => expect(values(regex, line)).toEqual(read));

  it.each([
    ['auc', 'a group in parentheses around the value'],
    ['(?:auc)', 'a group in parentheses around the value'],
    ['(', 'a "(" without its ")"'],
    ['a)(b)', 'a ")" without its "("'],
    ['auc=([0-9', 'a "[" without its "]"'],
    ['*a(1)', 'nothing stands before "*"'],
    ['(1)**', 'nothing stands before "*"'],
    ['(?P<value>1)', 'Python\'s "(?P"'],
    ['{loss: (1)}', 'with "\\{" for a brace'],
    ['[[:digit:]](1)', '"\\[" inside of [...]'],
    ['[a&&b](1)', '"\\&" inside of [...]'],
    ['\\y(1)', '"\\y" means nothing'],
    ['(1)\\2', 'no group 2'],
    ['(1){3,2}', 'a regular expression ('],
    ['[b-a](1)', 'no order'],
    ['(?#note)(1)', 'unknown group "(?#"'],
    ['\\p{Nothing}(1)', 'means nothing'],
    ['(1)\\', 'means nothing'],
  ])('%s is refused in words', (regex, words) => expect(metricRegexFault(regex)).toContain(words));

  it('that searches for a control character gets told what SageMaker writes instead', () => {
    const metrics = [
      { name: 'auc', regex: '\\tvalidation-auc:(.*)' },
      { name: 'loss', regex: '#011loss:(.*)' },
      { name: 'bar', regex: '\r([0-9]+)%' },
      { name: 'two', regex: 'a\\n(b)' },
    ];
    expect(metricHints(metrics)).toEqual([
      'training.metrics.0.regex: auc searches for a tab, and SageMaker writes #011 for it before it reads metrics: write #011.',
      'training.metrics.2.regex: bar searches for a carriage return, and SageMaker writes #015 for it before it reads metrics: write #015.',
      'training.metrics.3.regex: two searches for a line end, and SageMaker reads line by line, so it never comes.',
    ]);
  });
});
