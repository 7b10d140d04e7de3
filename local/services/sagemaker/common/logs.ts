import { escapedControl } from '../../../../lambdas/contract/metric-regex.ts';
import type { World } from '../../../world.ts';
import { AwsError } from '../../errors.ts';

/**
 * A container's line as SageMaker writes it: control characters as `#` and three octal digits (`#011` for a tab), as syslog does. Its
 * metrics' regular expressions see that text: those of its own algorithms search for `#011` (aws/sagemaker-xgboost-container#121).
 */
export const asLogged = (line: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about.
  line.replace(/[\u0000-\u001f\u007f]/g, (character) => escapedControl(character.charCodeAt(0)));

/**
 * Writes a container's lines to CloudWatch Logs with the role's rights: a role that may not write leaves no log, as on AWS, and the work goes on.
 * A container prints hundreds of lines in one piece: they are written together, once that piece was read.
 */
export function logWriter(world: World, roleArn: string, group: string, stream: string): (line: string) => void {
  const arn = `arn:${world.partition}:logs:${world.region}:${world.account}:log-group:${group}:log-stream:${stream}`;
  try {
    world.authorize(roleArn, 'logs:PutLogEvents', arn);
  } catch (error) {
    if (error instanceof AwsError) return () => {};
    throw error;
  }
  let lines: string[] = [];
  const write = () => {
    world.log(group, stream, lines);
    lines = [];
  };
  return (line) => {
    if (lines.push(line) === 1) queueMicrotask(write);
  };
}
