import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from './context.ts';

/** The key of queues, tables, secrets, logs and the alarm topic; none where AWS's own keys do. A key outlives its stack, as what it locks does. */
export function createEncryption(
  scope: Construct,
  { encryption, partition, region, account, prefix }: Settings,
): IKey | undefined {
  if (encryption === 'aws-owned') {
    return undefined;
  }
  if (encryption !== 'customer-managed') {
    return Key.fromKeyArn(scope, 'Key', encryption);
  }
  const key = new Key(scope, 'Key', {
    alias: prefix,
    description: `Queues, tables, secrets, logs and alarms of ${prefix}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Logs',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:GenerateDataKey',
        'kms:DescribeKey',
      ],
      resources: ['*'], // in a key's own policy: this key
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  );
  // An alarm cannot reach a topic whose key it may not use, and says so nowhere.
  // @see https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return key;
}
