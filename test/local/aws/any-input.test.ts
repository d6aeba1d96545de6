import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { createServices } from '../../../local/aws/services.ts';
import { aLakeAdmin, aTable } from './lake.ts';
import { MESH, REGION, startTestAws, type TestAws } from './support.ts';

const PACKAGES: Readonly<Record<string, readonly [string, string]>> = {
  dynamodb: ['client-dynamodb', 'DynamoDBClient'],
  dynamodbstreams: ['client-dynamodb-streams', 'DynamoDBStreamsClient'],
  glue: ['client-glue', 'GlueClient'],
  iam: ['client-iam', 'IAMClient'],
  lakeformation: ['client-lakeformation', 'LakeFormationClient'],
  ram: ['client-ram', 'RAMClient'],
  s3: ['client-s3', 'S3Client'],
  secretsmanager: ['client-secrets-manager', 'SecretsManagerClient'],
  sqs: ['client-sqs', 'SQSClient'],
  sts: ['client-sts', 'STSClient'],
};

const load = createRequire(__filename);

/** Names of things that exist, so that handlers get beyond their first check, among others that are nonsense. */
const text = fc.oneof(
  fc.constantFrom(
    'sales',
    'orders',
    'id',
    MESH,
    'Admin',
    'SELECT',
    'DESCRIBE',
    'ALL',
    '*',
    '',
    'TABLE',
    'SELF',
    '{}',
    'a-bucket',
  ),
  fc.constantFrom(
    `arn:aws:iam::${MESH}:user/Admin`,
    `arn:aws:s3:::a-bucket`,
    '{"Version":"2012-10-17","Statement":[]}',
    'null',
    '[]',
    'é🚀\u0000',
  ),
  fc.string({ maxLength: 300 }),
);

/** A value that fits the types of a schema; optional members come and go. */
function anyValue(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 5 || schema.isDocumentSchema() || schema.isStreaming()) {
    return fc.constant(undefined);
  }
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]): [string, fc.Arbitrary<unknown>] => [
      name,
      fc.option(anyValue(member, depth + 1), { nil: undefined, freq: depth === 0 ? 4 : 1 }),
    ]);
    return fc.record(Object.fromEntries(members));
  }
  if (schema.isListSchema()) {
    return fc.array(anyValue(schema.getValueSchema(), depth + 1), { maxLength: 2 });
  }
  if (schema.isMapSchema()) {
    return fc.dictionary(
      fc.constantFrom('id', 'kind', 'S', 'x'),
      anyValue(schema.getValueSchema(), depth + 1),
      { maxKeys: 2 },
    );
  }
  if (schema.isBooleanSchema()) {
    return fc.boolean();
  }
  if (schema.isTimestampSchema()) {
    return fc.constant(new Date(0));
  }
  if (schema.isBlobSchema()) {
    return fc.constant(Buffer.from('blob'));
  }
  return schema.isNumericSchema() ? fc.constantFrom(0, 1, -1, 5, 1000, 2 ** 31) : text;
}

interface AnyClient {
  send(command: object): Promise<unknown>;
}

describe('any input', () => {
  let aws: TestAws;
  const services = createServices(REGION).services;
  beforeAll(async () => {
    aws = await startTestAws();
    const admin = await aLakeAdmin(aws, MESH, 'Admin');
    await aTable(aws, admin, 'sales', 'orders');
  });
  afterAll(() => aws.close());

  async function statusOf(service: string, operation: string, input: object): Promise<number> {
    const [name = '', client = ''] = PACKAGES[service] ?? [];
    const sdk: Record<string, new (settings: object) => AnyClient> = load(`@aws-sdk/${name}`);
    const Client = sdk[client];
    const Command = sdk[`${operation}Command`];
    if (!Client || !Command) {
      throw new Error(`${service} has no ${operation}`);
    }
    try {
      await new Client(aws.as(MESH)).send(new Command(input));
      return 200;
    } catch (error) {
      const metadata: unknown =
        typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : undefined;
      const status: unknown =
        typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
          ? metadata.httpStatusCode
          : undefined;
      // Without a status the SDK refused the input itself and nothing was sent.
      return typeof status === 'number' ? status : 400;
    }
  }

  it.each(services.map((service) => [service.model.name, service] as const))(
    '%s answers or refuses whatever fits its model, and never fails itself',
    async (name, service) => {
      const faults: string[] = [];
      for (const operation of Object.keys(service.handlers)) {
        const schema = service.model.operations.get(operation)?.input;
        const inputs =
          !schema || schema.isUnitSchema() ? [{}] : fc.sample(anyValue(schema), { numRuns: 4, seed: 7 });
        for (const input of inputs) {
          const status = await statusOf(
            name,
            operation,
            typeof input === 'object' && input !== null ? input : {},
          );
          if (status === 500) {
            faults.push(`${operation} ${JSON.stringify(input)}`);
          }
        }
      }

      expect(faults).toEqual([]);
    },
    60_000,
  );
});
