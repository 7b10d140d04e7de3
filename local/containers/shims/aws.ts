import { getLoginPassword, imagesCall } from './aws/ecr.ts';
import { headObject, s3Cp } from './aws/s3.ts';
import { ShimFault } from './fault.ts';
import { runShim } from './run-shim.ts';

const commands: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  's3 cp': s3Cp,
  's3api head-object': headObject,
  'ecr get-login-password': getLoginPassword,
  'ecr describe-images': (args) => imagesCall('DescribeImages', args),
  'ecr batch-get-image': (args) => imagesCall('BatchGetImage', args),
};

await runShim(async ([service = '', verb = '', ...args]) => {
  if (service === '--version') return void process.stdout.write("aws-cli/0.0.0 (Trainyard's local stand-in)\n");
  const command = commands[`${service} ${verb}`];
  if (command) return command(args);
  throw new ShimFault(
    `aws ${service} ${verb}`.trim() +
      `: this is Trainyard's local stand-in for aws, which does not know this command. It knows ${Object.keys(commands).join(', ')}.`,
    252,
  );
});
