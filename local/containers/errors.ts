/** A container runtime's refusal or failure, with a text for people: what was expected, what came, what to do. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
}

/** Says where in the Dockerfile, what process mode is and what runs it all: the one text of all its refusals. */
export function refusal(line: number, instruction: string, why: string): ContainerError {
  const shown = instruction.length > 200 ? `${instruction.slice(0, 200)}…` : instruction;
  return new ContainerError(
    `Dockerfile line ${line}: ${shown.replace(/\s*\n\s*/g, ' ')}\n` +
      `${why}\n` +
      'Process mode runs the Dockerfile on this machine itself, without containers: it refuses what would change the machine. ' +
      'Change the line, or build it in real containers with --runtime docker.',
  );
}
