import { type Instruction as AstInstruction, DockerfileParser } from 'dockerfile-ast';
import { ContainerError } from '../errors.ts';

/** One instruction as the interpreter reads it. */
export interface Instruction {
  /** Upper case. */
  readonly keyword: string;
  /** 1-based. */
  readonly line: number;
  /** As written, for messages. */
  readonly source: string;
  readonly flags: Readonly<Record<string, string>>;
  /** Without flags; continuation lines joined, comment lines gone, variables not expanded. */
  readonly text: string;
  /** The words of the exec form, `["node", "x.mjs"]`; absent in the shell form. */
  readonly words?: readonly string[];
  /** ENV, LABEL and ARG: names and raw values (quotes and variables as written; undefined: ARG without a value). */
  readonly pairs: readonly (readonly [name: string, value: string | undefined])[];
}

interface Modifiable extends AstInstruction {
  getFlags?(): { getName(): string; getValue(): string | null }[];
  getProperties?(): { getName(): string; getUnescapedValue(): string | null; getAssignmentOperator(): string | null }[];
}

const known = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

/**
 * The instructions of a Dockerfile. dockerfile-ast finds them; the words of an exec form are read with JSON.parse here, because its
 * own list drops the spaces inside of strings (0.7.1).
 * @throws ContainerError naming the line that is not an instruction
 */
export function parseDockerfile(text: string): Instruction[] {
  const file = DockerfileParser.parse(text);
  const instructions = file.getInstructions().map((instruction) => plain(instruction as Modifiable, file.getEscapeCharacter()));
  for (const { keyword, line, source } of instructions) {
    if (!known.has(keyword)) throw new ContainerError(`Dockerfile line ${line}: unknown instruction ${keyword}: ${source}`);
  }
  const first = instructions.find(({ keyword }) => keyword !== 'ARG');
  if (!first) throw new ContainerError('the Dockerfile has no instructions: expected FROM first');
  if (first.keyword !== 'FROM') throw new ContainerError(`Dockerfile line ${first.line}: expected FROM before ${first.keyword}`);
  return instructions;
}

function plain(instruction: Modifiable, escapeCharacter: string): Instruction {
  const raw = instruction.getRawArgumentsContent() ?? '';
  const text = /<<-?["']?\w/.test(raw) && instruction.getKeyword() !== 'CMD' ? raw : joinLines(raw, escapeCharacter);
  const words = execForm(text);
  return {
    keyword: instruction.getKeyword(),
    line: instruction.getRange().start.line + 1,
    source: `${instruction.getInstruction()} ${instruction.getArgumentsContent() ?? ''}`.trim(),
    flags: Object.fromEntries((instruction.getFlags?.() ?? []).map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    text,
    ...(words ? { words } : {}),
    pairs: (instruction.getProperties?.() ?? []).map((pair) => [
      pair.getName(),
      pair.getAssignmentOperator() === null && instruction.getKeyword() === 'ARG' ? undefined : (pair.getUnescapedValue() ?? ''),
    ]),
  };
}

function joinLines(raw: string, escapeCharacter: string): string {
  const lines = raw.split(/\r?\n/).filter((line, index) => index === 0 || !/^\s*#/.test(line));
  const continued = new RegExp(`${escapeCharacter === '`' ? '`' : '\\\\'}[ \\t]*$`);
  return lines
    .map((line, index) => (index < lines.length - 1 ? line.replace(continued, '') : line))
    .join('')
    .trim();
}

function execForm(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined; // as Docker: what is not JSON is the shell form
  }
}
