import type * as sdk from '@aws-sdk/client-s3';
import type { Call, Handlers } from '../call.ts';
import { collection } from '../state/collection.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';

export interface Bucket {
  readonly name: string;
  readonly owner: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly policy?: string;
  readonly tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly publicAccess?: object;
}

/** Bucket names are unique among all accounts: scope `buckets`, key: name. */
export const BUCKETS = collection<Bucket>('s3.buckets');
export const BUCKET_SCOPE = 'buckets';

export function bucketOf(call: Call, name: string): Bucket {
  const bucket = call.state.in(BUCKETS, BUCKET_SCOPE).get(name);
  if (!bucket) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
  }
  return bucket;
}

function emptyList(
  call: Call,
  name: string,
  input: { readonly MaxKeys?: number | undefined; readonly Prefix?: string | undefined },
) {
  bucketOf(call, name);
  return { Name: name, IsTruncated: false, MaxKeys: input.MaxKeys ?? 1000, Prefix: input.Prefix ?? '' };
}

/** Buckets without objects: what the mesh needs of S3 is where data lies and who may read it. ASSUMPTION s3-buckets-without-objects. */
export const bucketHandlers: Handlers = {
  CreateBucket(input: Checked<sdk.CreateBucketRequest>, call) {
    if (
      !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(input.Bucket) ||
      /\.\.|^\d+\.\d+\.\d+\.\d+$/.test(input.Bucket)
    ) {
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { status: 400 });
    }
    const wanted = input.CreateBucketConfiguration?.LocationConstraint;
    if (wanted !== undefined && wanted !== call.region) {
      throw new AwsError(
        'IllegalLocationConstraintException',
        `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        { status: 400 },
      );
    }
    const buckets = call.state.in(BUCKETS, BUCKET_SCOPE);
    const existing = buckets.get(input.Bucket);
    if (existing && existing.owner !== call.account) {
      throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', {
        status: 409,
      });
    }
    if (existing && call.region !== 'us-east-1') {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        { status: 409 },
      );
    }
    // In us-east-1, and only there, making one's own bucket again is no error.
    if (!existing) {
      buckets.put(input.Bucket, {
        name: input.Bucket,
        owner: call.account,
        region: call.region,
        createdAt: call.now,
      });
    }
    return { Location: `/${input.Bucket}` };
  },

  DeleteBucket(input: Checked<sdk.DeleteBucketRequest>, call) {
    call.state.in(BUCKETS, BUCKET_SCOPE).delete(bucketOf(call, input.Bucket).name);
  },

  HeadBucket(input: Checked<sdk.HeadBucketRequest>, call) {
    const bucket = call.state.in(BUCKETS, BUCKET_SCOPE).get(input.Bucket);
    if (!bucket) {
      throw new AwsError('NotFound', 'Not Found', { status: 404 });
    }
    return { BucketRegion: bucket.region };
  },

  ListBuckets(_input, call) {
    const own = call.state
      .in(BUCKETS, BUCKET_SCOPE)
      .values()
      .filter(({ owner }) => owner === call.account);
    return {
      Buckets: own.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })),
      Owner: { ID: call.account },
    };
  },

  GetBucketLocation(input: Checked<sdk.GetBucketLocationRequest>, call) {
    const { region } = bucketOf(call, input.Bucket);
    return region === 'us-east-1' ? {} : { LocationConstraint: region };
  },

  ListObjectsV2(input: Checked<sdk.ListObjectsV2Request>, call) {
    return { ...emptyList(call, input.Bucket, input), KeyCount: 0 };
  },

  ListObjectVersions(input: Checked<sdk.ListObjectVersionsRequest>, call) {
    return emptyList(call, input.Bucket, input);
  },

  PutBucketTagging(input: Checked<sdk.PutBucketTaggingRequest>, call) {
    const bucket = bucketOf(call, input.Bucket);
    call.state.in(BUCKETS, BUCKET_SCOPE).put(bucket.name, { ...bucket, tags: input.Tagging.TagSet });
  },

  GetBucketTagging(input: Checked<sdk.GetBucketTaggingRequest>, call) {
    const { tags } = bucketOf(call, input.Bucket);
    if (!tags || tags.length === 0) {
      throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', { status: 404 });
    }
    return { TagSet: [...tags] };
  },

  PutPublicAccessBlock(input: Checked<sdk.PutPublicAccessBlockRequest>, call) {
    const bucket = bucketOf(call, input.Bucket);
    call.state
      .in(BUCKETS, BUCKET_SCOPE)
      .put(bucket.name, { ...bucket, publicAccess: input.PublicAccessBlockConfiguration });
  },
};
