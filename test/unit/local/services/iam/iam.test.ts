import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const trust = (service: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

describe('iam', () => {
  it('keeps roles and their policies as the SDK sends them', async () => {
    const iam = new IAMClient(clientOptions(await testWorld()));
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'r',
        Path: '/app/',
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        Tags: [{ Key: 'a', Value: 'b & <c>' }],
      }),
    );
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:role/app/r',
      CreateDate: expect.any(Date),
      Tags: [{ Key: 'a', Value: 'b & <c>' }],
    });
    const PolicyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: basic }));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'r', PolicyDocument: trust('events.amazonaws.com') }));
    await iam.send(new UpdateRoleCommand({ RoleName: 'r', Description: 'for tests' }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'r' }))).PolicyNames).toEqual(['p']);
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'r' }))).AttachedPolicies).toEqual([
      { PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: basic },
    ]);
    const policy = await iam.send(new GetRolePolicyCommand({ RoleName: 'r', PolicyName: 'p' }));
    expect(decodeURIComponent(policy.PolicyDocument ?? '')).toBe(PolicyDocument);
    const got = await iam.send(new GetRoleCommand({ RoleName: 'r' }));
    expect(got.Role?.Description).toBe('for tests');
    expect(decodeURIComponent(got.Role?.AssumeRolePolicyDocument ?? '')).toContain('events.amazonaws.com');
    expect((await iam.send(new ListRolesCommand({}))).Roles).toHaveLength(1);
  });

  it('answers what is not there, is there already or is wrong with AWS errors', async () => {
    const iam = new IAMClient(clientOptions(await testWorld()));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'no' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name no cannot be found.',
    });
    const role = { RoleName: 'r', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') };
    await iam.send(new CreateRoleCommand(role));
    await expect(iam.send(new CreateRoleCommand(role))).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await expect(iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: '{' }))).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
    await expect(
      iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })),
    ).rejects.toThrow('the local IAM knows service-role/AWSLambdaBasicExecutionRole');
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: basic }));
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'r' }))).rejects.toMatchObject({ name: 'DeleteConflictException' });
  });
});
