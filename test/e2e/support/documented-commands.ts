import { readFileSync } from 'node:fs';

/** Programs that people type: an inline `code` of a document is a command when it begins with one, and has words after it. */
const programs = /^(npx|npm|trainyard|aws|cdk|git|node) \S/;

/** Every command of a Markdown file in its order: the lines of its code blocks without a language, and what stands inline and is one. */
export function documentedCommands(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/```(\w*)\n([\s\S]*?)```|`([^`]+)`/g)].flatMap(([, language, block, inline = '']) => {
    if (language) return [];
    if (block !== undefined) {
      const lines = block.replace(/\\\n\s*/g, '').split('\n');
      return lines.map((line) => line.trim()).filter(Boolean);
    }
    const words = inline.replace(/\s+/g, ' ');
    return programs.test(words) ? [words] : [];
  });
}

/** A command line as its words, as a shell splits them: quotes, no variables. */
export function shellWords(command: string): string[] {
  return [...command.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** What `aws SERVICE OPERATION --a-member VALUE` calls. `casing`: how the service writes its members. `read`: gets what `file://` names. */
export function awsCall(command: string, casing: 'Pascal' | 'camel', read: (path: string) => string) {
  const [, service = '', operation = '', ...rest] = shellWords(command);
  const pascal = (name: string) => name.replace(/(^|-)([a-z])/g, (_, _hyphen, letter: string) => letter.toUpperCase());
  const member = (name: string) => (casing === 'Pascal' ? pascal(name) : pascal(name).replace(/^./, (letter) => letter.toLowerCase()));
  const input: Record<string, unknown> = {};
  for (let index = 0; index < rest.length; index += 2) {
    const [option = '', value = ''] = rest.slice(index, index + 2);
    const text = value.startsWith('file://') ? read(value.slice('file://'.length)) : value;
    // Lists are given as JSON; a message that is JSON stays text.
    input[member(option.replace(/^--/, ''))] = text.startsWith('[') ? JSON.parse(text) : text;
  }
  return { service, operation: pascal(operation), input };
}
