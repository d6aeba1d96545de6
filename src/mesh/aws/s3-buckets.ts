import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../ports/policies.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

export function createS3Buckets(client: S3Client, clock: Clock): Buckets {
  return {
    policy: (bucket) =>
      patiently(clock, `reading the policy of bucket ${bucket}`, async () => {
        try {
          return (await client.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy;
        } catch (error) {
          if (isAwsError(error, 'NoSuchBucketPolicy')) {
            return undefined;
          }
          throw error;
        }
      }),

    async putPolicy(bucket, policy) {
      await patiently(clock, `writing the policy of bucket ${bucket}`, () =>
        client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy })),
      );
    },

    async deletePolicy(bucket) {
      await patiently(clock, `removing the policy of bucket ${bucket}`, () =>
        client.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
      );
    },
  };
}
