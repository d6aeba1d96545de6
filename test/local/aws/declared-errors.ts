import { readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGES: Readonly<Record<string, string>> = {
  dynamodb: 'client-dynamodb',
  dynamodbstreams: 'client-dynamodb-streams',
  glue: 'client-glue',
  iam: 'client-iam',
  lakeformation: 'client-lakeformation',
  ram: 'client-ram',
  s3: 'client-s3',
  secretsmanager: 'client-secrets-manager',
  sqs: 'client-sqs',
  sts: 'client-sts',
};

/**
 * Errors that any operation of a service may answer, outside of its model.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
const COMMON = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotImplemented',
  'SerializationException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'ValidationError',
  'ValidationException',
]);

/**
 * Documented, but not in the models: S3 models almost none of its errors, and SQS keeps codes of its former query protocol.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  s3: [
    'IllegalLocationConstraintException',
    'InvalidAccessKeyId',
    'InvalidBucketName',
    'InvalidRequest',
    'MalformedPolicy',
    'MalformedXML',
    'MethodNotAllowed',
    'NoSuchBucket',
    'NoSuchBucketPolicy',
    'NoSuchTagSet',
    'PolicyTooLarge',
  ],
  sqs: ['InvalidParameterValue', 'MissingParameter', 'InvalidAttributeValue'],
};

/** Whether the SDK's type declarations (or the service's documentation) name this error for the operation. */
export function isDeclared(service: string, operation: string, code: string): boolean {
  return (
    COMMON.has(code) ||
    DOCUMENTED[service]?.includes(code) === true ||
    declaredErrors(service, operation).includes(code)
  );
}

function declaredErrors(service: string, operation: string): readonly string[] {
  const root = path.dirname(require.resolve(`@aws-sdk/${PACKAGES[service]}/package.json`));
  const text = readFileSync(path.join(root, 'dist-types', 'commands', `${operation}Command.d.ts`), 'utf8');
  return [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name ?? '');
}
