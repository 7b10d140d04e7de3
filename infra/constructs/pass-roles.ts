import { createHash } from 'node:crypto';
import { ManagedPolicy, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from '../allow.ts';
import { names, type RoleKind, roleArn } from '../names.ts';

/** Who passes roles: those of the functions that hand the models' roles of a kind to its service. */
export interface PassRolesProps extends Readonly<Record<RoleKind, Role[]>> {
  readonly installation: string;
}

/** Who gets a role of each kind. */
const services = { build: 'codebuild', training: 'sagemaker', hosting: 'sagemaker' } as const satisfies Record<RoleKind, string>;

/**
 * A managed policy holds 6,144 characters and a role ten of them (IAM quotas); inline policies, 10,240 for all of a role together, end at some
 * forty models. Eight policies of at most 55 ARNs (of 101 characters when every name is as long as it may be) leave two for others' use.
 */
const policies = 8;
const arnsEach = 55;

/**
 * Lets the functions that hand roles to CodeBuild and SageMaker hand them the models' own: each by its exact ARN. A model's policy is chosen by a hash of its
 * name, so that a new model changes one policy and moves no other model's right. ARNs, not references: the roles belong to the models' stacks.
 */
export class PassRoles extends Construct {
  readonly #props: PassRolesProps;
  readonly #statements = new Map<string, PolicyStatement>();
  readonly #models = new Set<string>();

  constructor(scope: Construct, id: string, props: PassRolesProps) {
    super(scope, id);
    this.#props = props;
  }

  /** @throws Error when the model's policy is full */
  add(model: string): void {
    if (this.#models.has(model)) return;
    this.#models.add(model);
    const shard = createHash('sha256').update(model).digest().readUInt32BE() % policies;
    for (const kind of Object.keys(services) as RoleKind[]) {
      const statement = this.#statements.get(`${kind}-${shard}`) ?? this.#policy(kind, shard);
      statement.addResources(roleArn(this, names.role(this.#props.installation, model, kind)));
      if (statement.resources.length > arnsEach)
        throw new Error(
          `expected at most ${arnsEach} models in one of ${policies} policies, got one more with ${model}; use a second installation`,
        );
    }
  }

  #policy(kind: RoleKind, shard: number): PolicyStatement {
    const statement = allow(['iam:PassRole'], [], { StringEquals: { 'iam:PassedToService': `${services[kind]}.amazonaws.com` } });
    this.#statements.set(`${kind}-${shard}`, statement);
    new ManagedPolicy(this, `${kind}-${shard}`, {
      description: `Roles of models for ${kind}`,
      statements: [statement],
      roles: this.#props[kind],
    });
    return statement;
  }
}
