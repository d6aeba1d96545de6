import type { Need } from '../authorize/need.ts';
import { parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { bucketPolicyHandlers } from './bucket-policies.ts';
import { BUCKET_SCOPE, BUCKETS, bucketHandlers } from './buckets.ts';

export function createS3(): Service {
  return {
    model: readServiceModel('s3', { package: '@aws-sdk/client-s3', client: 'S3Client' }),
    handlers: { ...bucketHandlers, ...bucketPolicyHandlers },
    needs,
  };
}

/** Actions that are not named after their operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjects: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListBuckets: 's3:ListAllMyBuckets',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
};

function needs(input: object, call: Call): readonly Need[] {
  const name = memberText(input, 'Bucket');
  const bucket = name === undefined ? undefined : call.state.in(BUCKETS, BUCKET_SCOPE).get(name);
  return [
    {
      action: ACTIONS[call.operation] ?? `s3:${call.operation}`,
      resource: name === undefined ? '*' : `arn:aws:s3:::${name}`,
      ...(bucket && call.operation !== 'CreateBucket' ? { owner: bucket.owner } : {}),
      ...(bucket?.policy === undefined ? {} : { resourcePolicy: parsePolicy(bucket.policy) }),
    },
  ];
}
