import { type Instruction as AstInstruction, DockerfileParser } from 'dockerfile-ast';
import { ContainerError } from '../errors.ts';
import { checkFlags, type Flag, splitFlags } from './flags.ts';
import { type Heredoc, splitHeredocs } from './heredoc.ts';

/** One instruction as the interpreter reads it. */
export interface Instruction {
  /** Upper case. */
  readonly keyword: string;
  /** 1-based. */
  readonly line: number;
  /** As written, on one line, for messages. */
  readonly source: string;
  readonly flags: readonly Flag[];
  /** Without flags and heredocs; continuation lines joined, comment lines gone, variables not expanded. */
  readonly text: string;
  /** The words of the exec form, `["node", "x.mjs"]`; absent in the shell form. */
  readonly words?: readonly string[];
  /** Of RUN, COPY and ADD: the files written after them. */
  readonly heredocs: readonly Heredoc[];
  /** ENV, LABEL and ARG: names and raw values (quotes and variables as written; undefined: ARG without a value). */
  readonly pairs: readonly (readonly [name: string, value: string | undefined])[];
}

interface WithProperties extends AstInstruction {
  getProperties?(): { getName(): string; getUnescapedValue(): string | null; getAssignmentOperator(): string | null }[];
}

const known = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

/**
 * The instructions of a Dockerfile. dockerfile-ast finds them; flags and the words of an exec form are read here, because it ends a flag at
 * a space inside of quotes and drops the spaces inside of an exec form's strings (0.7.1).
 * @throws ContainerError naming the line that is not an instruction, or whose flags Docker would not take
 */
export function parseDockerfile(text: string): Instruction[] {
  const file = DockerfileParser.parse(text);
  for (const directive of file.getDirectives())
    checkDirective(directive.getName().toLowerCase(), directive.getValue(), directive.getRange().start.line + 1);
  const instructions = file.getInstructions().map((instruction) => plain(instruction as WithProperties));
  for (const instruction of instructions) {
    const { keyword, line, source } = instruction;
    if (!known.has(keyword)) throw new ContainerError(`Dockerfile line ${line}: unknown instruction ${keyword}: ${source}`);
    checkFlags(instruction.flags, instruction);
  }
  const first = instructions.find(({ keyword }) => keyword !== 'ARG');
  if (!first) throw new ContainerError('the Dockerfile has no instructions: expected FROM first');
  if (first.keyword !== 'FROM') throw new ContainerError(`Dockerfile line ${first.line}: expected FROM before ${first.keyword}`);
  return instructions;
}

/** `check` only tells Docker's linter what to say. Another syntax or escape character would make another language of the file. */
function checkDirective(name: string, value: string, line: number): void {
  const isRead =
    name === 'syntax' ? /^(docker\.io\/)?docker\/dockerfile(-upstream)?([:@]|$)/.test(value) : name !== 'escape' || value === '\\';
  if (isRead) return;
  throw new ContainerError(
    `Dockerfile line ${line}: # ${name}=${value}: process mode reads Docker's own syntax (docker/dockerfile) with \\ as escape character. ` +
      'Leave the line out, or run containers (--runtime docker or podman).',
  );
}

function plain(instruction: WithProperties): Instruction {
  const keyword = instruction.getKeyword();
  const raw = instruction.getTextContent().slice(instruction.getInstruction().length).trimStart();
  const { header, heredocs, rest } = /^(RUN|COPY|ADD)$/.test(keyword) ? splitHeredocs(raw) : { header: raw, heredocs: [], rest: '' };
  const line = instruction.getRange().start.line + 1;
  if (rest !== '')
    throw new ContainerError(
      `Dockerfile line ${line}: << inside of quotes is read as a heredoc, up to the file's end, in process mode: write it otherwise.`,
    );
  const whole = joinLines(header);
  const { flags, rest: text } = splitFlags(whole);
  const words = execForm(text);
  return {
    keyword,
    line,
    source:
      `${instruction.getInstruction()} ${[whole, ...heredocs.map(({ content }) => content.trim())].join(' ').replace(/\s*\n\s*/g, ' ')}`.trim(),
    flags,
    text,
    ...(words ? { words } : {}),
    heredocs,
    pairs: (instruction.getProperties?.() ?? []).map((pair) => [
      pair.getName(),
      pair.getAssignmentOperator() === null && keyword === 'ARG' ? undefined : (pair.getUnescapedValue() ?? ''),
    ]),
  };
}

function joinLines(raw: string): string {
  const lines = raw.split(/\r?\n/).filter((line, index) => index === 0 || !/^\s*#/.test(line));
  return lines
    .map((line, index) => (index < lines.length - 1 ? line.replace(/\\[ \t]*$/, '') : line))
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
