import { cut, visible } from '../../lambdas/contract/text.ts';
/** A container runtime's refusal or failure, with a text for people: what was expected, what came, what to do. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
}

/** Says what process mode is, where in the Dockerfile and why: the one text of all its refusals. Mails quote a failed build's last line, so the reason is last. */
export function refusal(line: number, instruction: string, why: string): ContainerError {
  const shown = cut(visible(instruction), 200);
  return new ContainerError(
    'Process mode runs the Dockerfile on this machine itself, without containers: it refuses what would change the machine. ' +
      'Change the line, or run containers (--runtime docker or podman); CodeBuild on AWS takes it as it stands.\n' +
      `Dockerfile line ${line}: ${shown.replace(/\s*\n\s*/g, ' ')}: ${why}`,
  );
}
