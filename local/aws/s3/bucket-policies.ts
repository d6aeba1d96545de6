import type * as sdk from '@aws-sdk/client-s3';
import { PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Call, Handlers } from '../call.ts';
import { principalExists } from '../iam/principal-exists.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { BUCKET_SCOPE, BUCKETS, bucketOf } from './buckets.ts';

/** Bytes of the policy's compact JSON. */
const MAX_SIZE = 20 * 1024;

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicy', message, { status: 400 });
}

/** S3 takes a policy only where each principal exists and each resource lies in the bucket. */
function checkPolicy(text: string, bucket: string, call: Call): void {
  let size: number;
  try {
    size = Buffer.byteLength(JSON.stringify(JSON.parse(text)));
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  if (size > MAX_SIZE) {
    throw new AwsError(
      'PolicyTooLarge',
      `The policy exceeds the maximum allowed document size of ${MAX_SIZE} bytes.`,
      { status: 400 },
    );
  }
  const statements = parsedStatements(text);
  for (const statement of statements) {
    if (!statement.principals && !statement.notPrincipals) {
      throw malformed('Missing required field Principal');
    }
    for (const name of statement.principals?.['AWS'] ?? []) {
      if (name !== '*' && !/^\d{12}$/.test(name) && !principalExists(name, call)) {
        throw malformed('Invalid principal in policy');
      }
    }
    if (!statement.resources && !statement.notResources) {
      throw malformed('Missing required field Resource');
    }
    for (const resource of statement.resources ?? []) {
      if (
        resource !== '*' &&
        resource !== `arn:aws:s3:::${bucket}` &&
        !resource.startsWith(`arn:aws:s3:::${bucket}/`)
      ) {
        throw malformed('Policy has invalid resource');
      }
    }
    if (
      !(statement.actions ?? statement.notActions ?? []).every(
        (action) => action === '*' || action.startsWith('s3:'),
      )
    ) {
      throw malformed('Policy has invalid action');
    }
  }
}

function parsedStatements(text: string) {
  try {
    return parsePolicy(text).statements;
  } catch (error) {
    throw error instanceof PolicySyntaxError ? malformed(error.message) : error;
  }
}

export const bucketPolicyHandlers: Handlers = {
  PutBucketPolicy(input: Checked<sdk.PutBucketPolicyRequest>, call) {
    const bucket = bucketOf(call, input.Bucket);
    if (bucket.owner !== call.account) {
      throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
        status: 405,
      });
    }
    checkPolicy(input.Policy, bucket.name, call);
    call.state
      .in(BUCKETS, BUCKET_SCOPE)
      .put(bucket.name, { ...bucket, policy: JSON.stringify(JSON.parse(input.Policy)) });
  },

  GetBucketPolicy(input: Checked<sdk.GetBucketPolicyRequest>, call) {
    const { policy } = bucketOf(call, input.Bucket);
    if (policy === undefined) {
      throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', { status: 404 });
    }
    return { Policy: policy };
  },

  DeleteBucketPolicy(input: Checked<sdk.DeleteBucketPolicyRequest>, call) {
    const { policy: _policy, ...bucket } = bucketOf(call, input.Bucket);
    call.state.in(BUCKETS, BUCKET_SCOPE).put(bucket.name, bucket);
  },
};
