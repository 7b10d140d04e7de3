import { Aspects } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Aws } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { allow } from './allow.ts';

/** Puts every bucket, topic, queue and log group below `scope` under the customer's key, whoever makes them. */
export function encrypt(scope: IConstruct, kmsKey: string): void {
  Aspects.of(scope).add({
    visit(node) {
      if (node instanceof CfnTopic) node.kmsMasterKeyId = kmsKey;
      else if (node instanceof CfnLogGroup) node.kmsKeyId = kmsKey;
      else if (node instanceof CfnQueue) {
        node.kmsMasterKeyId = kmsKey;
        node.sqsManagedSseEnabled = undefined;
      } else if (node instanceof CfnBucket) {
        const serverSideEncryptionByDefault = { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKey };
        node.bucketEncryption = { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault, bucketKeyEnabled: true }] };
      }
    },
  });
}

/** What a role needs of the customer's key to work through one service; nothing without a key. */
export function useKey(kmsKey: string | undefined, service: 's3' | 'sns' | 'sqs', actions: readonly KeyUse[]): PolicyStatement[] {
  if (kmsKey === undefined) return [];
  const conditions = { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } };
  return [
    allow(
      actions.map((action) => `kms:${action}`),
      [kmsKey],
      conditions,
    ),
  ];
}

/**
 * What a training role needs of the customer's key that the artifact is written with: "the SageMaker execution role must include permissions
 * to call kms:Encrypt" (API reference, OutputDataConfig). By whatever service: AWS does not say that S3 asks.
 */
export const encryptOutput = (kmsKey: string | undefined): PolicyStatement[] =>
  kmsKey === undefined ? [] : [allow(['kms:Encrypt'], [kmsKey])];

type KeyUse = 'Decrypt' | 'GenerateDataKey';
