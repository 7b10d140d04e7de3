import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Repository, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';

/** Where a model's images are kept. */
export interface ModelImagesProps {
  readonly repositoryName: string;
}

/** The model's ECR repository. A tag never moves; images that releases use are never removed. */
export class ModelImages extends Construct {
  readonly repository: Repository;

  constructor(scope: Construct, id: string, props: ModelImagesProps) {
    super(scope, id);
    this.repository = new Repository(this, 'Repository', {
      repositoryName: props.repositoryName,
      imageTagMutability: TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      // Not by a deploy that is rolled back: its name is fixed, and the next deploy would find it taken.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        // An image that a rule of higher priority matches is out of reach of the later ones: this one only ever protects.
        {
          rulePriority: 1,
          description: 'Images of releases stay',
          tagStatus: TagStatus.TAGGED,
          tagPrefixList: ['release-'],
          maxImageCount: 100_000,
        },
        {
          rulePriority: 2,
          description: 'Untagged images go after two weeks',
          tagStatus: TagStatus.UNTAGGED,
          maxImageAge: Duration.days(14),
        },
        {
          rulePriority: 3,
          description: 'Images of runs without a release go after 90 days',
          tagStatus: TagStatus.ANY,
          maxImageAge: Duration.days(90),
        },
      ],
    });
  }
}
