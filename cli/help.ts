import { type CommandDefinition, globalOptions, type OptionDefinition } from './definition.ts';
import { commands } from './definitions.ts';

/** `trainyard --help`. Tested as text. */
export function generalHelp(version: string): string {
  const verbs = Object.entries(commands).map(([name, command]): [string, string] => [name, command.summary]);
  return [
    `trainyard ${version}: from a push to a live model endpoint on AWS, and the same run on this machine.`,
    '',
    'Usage: trainyard COMMAND [options]',
    '',
    ...columns(verbs),
    '',
    ...columns(optionRows(globalOptions)),
    '',
    ...wrap(
      'COMMAND --help shows its options. Everything runs in the local world (.trainyard/, no AWS account, AWS credentials found in the environment are not used) unless --aws is given.',
    ),
    '',
    ...exitCodes,
    '',
  ].join('\n');
}

/** `trainyard COMMAND --help`. */
export function commandHelp(definition: CommandDefinition): string {
  return [
    `Usage: ${definition.usage}`,
    '',
    ...wrap(`${definition.summary[0]?.toUpperCase()}${definition.summary.slice(1)}.`),
    ...(definition.details ? wrap(definition.details) : []),
    '',
    ...columns(optionRows({ ...definition.options, ...globalOptions })),
    '',
    ...exitCodes,
    '',
  ].join('\n');
}

const exitCodes = [
  'Exit codes: 0 done · 1 the run failed, or an error · 2 wrong usage ·',
  '            3 the gate rejected the model · 130 interrupted',
];

function optionRows(options: Readonly<Record<string, OptionDefinition>>): [string, string][] {
  return Object.entries(options).map(([name, { short, value, text, multiple }]) => [
    `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}${multiple ? ' …' : ''}`,
    text,
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrap(right, 76 - width).map((line, index) => `  ${(index === 0 ? left : '').padEnd(width)}  ${line}`),
  );
}

/** Lines of at most `width` characters, where the words allow it: a terminal has 80. */
function wrap(text: string, width = 80): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
