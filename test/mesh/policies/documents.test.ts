import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeTrust, withoutTrust } from '../../../src/mesh/aws/trust-policy.ts';
import { meshPlace } from '../../../src/mesh/names.ts';
import {
  withoutLibraryReader,
  withoutPrefixes,
  withReader,
} from '../../../src/mesh/policies/bucket-policy.ts';
import { withConsumer, withRamOptIn } from '../../../src/mesh/policies/catalog-policy.ts';
import { renderPolicy } from '../../../src/mesh/policies/render.ts';
import { s3Location } from '../../../src/mesh/policies/s3-location.ts';

const place = meshPlace('111111111111', 'us-east-1');
const bucket = { partition: 'aws', bucket: 'p-data' };
const readerOf = (account: string) =>
  `arn:aws:iam::${account}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`;
const [C, D] = [readerOf('444444444444'), readerOf('555555555555')];
const GONE = 'AROAEXAMPLEEXAMPLE01';

describe('a bucket policy', () => {
  it('gives each reader its own prefixes and no more, and takes them all away again', () => {
    const both = withReader(
      withReader(undefined, bucket, C, ['sales/orders'], { add: true }),
      bucket,
      D,
      ['sales/orders', 'sales/refunds'],
      { add: true },
    );

    const left = withReader(both, bucket, D, [], { add: false });
    const none = withReader(left, bucket, C, [], { add: false });

    expect(both).toContain('sales/refunds/*');
    expect(left).toBe(withReader(undefined, bucket, C, ['sales/orders'], { add: true }));
    expect(none).toBeUndefined();
  });

  it('takes away what only the removed prefixes rested on, also out of a joined entry, and nothing of others', () => {
    const held = withReader(undefined, bucket, C, ['sales', 'web/clicks'], { add: true });
    const with2 = withReader(held, bucket, D, ['sales/orders'], { add: true });

    const left = withoutPrefixes(with2, bucket, C, { gone: ['sales/orders'], kept: ['sales/refunds', 'hr'] });
    const same = withoutPrefixes(with2, bucket, C, { gone: ['salesforce'], kept: [] });

    const wanted = withReader(undefined, bucket, C, ['sales/refunds', 'web/clicks'], { add: true });
    expect(left).toBe(withReader(wanted, bucket, D, ['sales/orders'], { add: true }));
    expect(same).toBe(with2);
  });

  it('keeps foreign statements of any shape word for word, whatever readers come and go', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 });
    const principal = fc.oneof(
      fc.constant('*'),
      fc.record({ AWS: fc.oneof(text, fc.array(text, { minLength: 1 })) }),
      fc.record({ Service: text }),
    );
    const statement = fc.record(
      {
        Effect: fc.constantFrom('Allow', 'Deny'),
        Principal: principal,
        Action: fc.oneof(text, fc.array(text)),
        Resource: fc.oneof(text, fc.array(text)),
        NotPrincipal: fc.record({ AWS: text }),
      },
      { requiredKeys: ['Effect'] },
    );
    const prefixes = fc.array(fc.constantFrom('a', 'a/b', 'a/b/c', 'd', ''), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        prefixes,
        prefixes,
        (foreign, ofC, ofD) => {
          const before = JSON.stringify({ Version: '2012-10-17', Id: 'owner', Statement: foreign });

          const after = withReader(withReader(before, bucket, C, ofC, { add: true }), bucket, D, ofD, {
            add: true,
          });
          const again = withReader(after, bucket, D, ofD, { add: true });
          const cleared = withReader(withReader(after, bucket, C, [], { add: false }), bucket, D, [], {
            add: false,
          });

          const statements: unknown[] = JSON.parse(after ?? '{}').Statement;
          expect(statements.slice(0, foreign.length)).toEqual(JSON.parse(before).Statement);
          expect(again).toBe(after);
          expect(JSON.parse(cleared ?? '{}')).toEqual(JSON.parse(before));
        },
      ),
    );
  });

  it('drops principals of deleted roles from the mesh’s own statements, which S3 would refuse, and from nobody else’s', () => {
    const library = {
      Sid: 'AwsDataMeshUtilsBucketPolicyStatement-p-data',
      Effect: 'Allow',
      Principal: { AWS: [GONE, D] },
      Action: ['s3:Get*'],
      Resource: ['arn:aws:s3:::p-data'],
    };
    const foreign = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: GONE },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::p-data/x',
    };

    const after = withReader(JSON.stringify({ Statement: [library, foreign] }), bucket, C, ['sales'], {
      add: true,
    });

    const [first, second] = JSON.parse(after ?? '{}').Statement;
    expect(first.Principal.AWS).toEqual([D]);
    expect(second).toEqual(foreign);
    expect(withoutLibraryReader(after, 'p-data', D)).not.toContain('AwsDataMeshUtils');
  });

  it.each(['{nope', '"text"', '{"Version":"2012-10-17"}'])(
    'is left alone where it cannot be understood: %s',
    (text) => {
      expect(() => withReader(text, bucket, C, ['a'], { add: true })).toThrow(/cannot be read/);
    },
  );
});

describe('a trust policy', () => {
  const member = 'arn:aws:iam::222222222222:role/AwsDataMesh/DataMeshProducer';
  const wanted = { Effect: 'Allow', Principal: { AWS: [member] }, Action: ['sts:AssumeRole'] } as const;

  it.each([
    [
      'one principal as text',
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111111111111:root' } },
    ],
    [
      'a list',
      [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole'],
          Principal: { AWS: ['arn:aws:iam::111111111111:root'] },
        },
      ],
    ],
    [
      'a service first',
      [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'glue.amazonaws.com' } }],
    ],
    [
      'a deleted principal',
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: ['arn:aws:iam::111111111111:root', GONE] },
      },
    ],
  ])('of %s gets a member once, and loses it again', (_shape, Statement) => {
    const once = mergeTrust(JSON.stringify({ Version: '2012-10-17', Statement }), [wanted]);

    expect(once).toContain(member);
    expect(once).not.toContain(GONE);
    expect(mergeTrust(once ?? '', [wanted])).toBeUndefined();
    expect(withoutTrust(once ?? '', member)).not.toContain(member);
  });
});

describe('the catalog policy', () => {
  it('finds databases by their whole names: sales is not sales_eu', () => {
    const one = withConsumer(withRamOptIn(undefined, place), place, '444444444444', ['sales_eu'], {
      add: true,
    });

    const two = withConsumer(one, place, '444444444444', ['sales'], { add: true });

    expect(two).toContain(':database/sales"');
    expect(withConsumer(two, place, '444444444444', ['sales_eu'], { add: false })).toBe(one);
  });

  it('asks RAM’s leave once', () => {
    const once = withRamOptIn(undefined, place);

    expect(withRamOptIn(once, place)).toBe(once);
  });

  it('says when it would outgrow what Glue takes', () => {
    const databases = Array.from(
      { length: 100 },
      (_, index) => `a_database_with_a_long_name_${index}-222222222222`,
    );

    expect(() => withConsumer(undefined, place, '444444444444', databases, { add: true })).toThrow(
      /would have \d+ bytes/,
    );
  });
});

it('renders values as JSON text, so that none can break out of its place', () => {
  const template =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"{{arn}}"}]}';

  const rendered = renderPolicy(template, { arn: 'a","Effect":"Deny&<>' });

  expect(JSON.parse(rendered).Statement[0]).toEqual({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'a","Effect":"Deny&<>',
  });
  expect(() => renderPolicy(template, {})).toThrow(/lacks a value/);
});

it.each([
  ['s3://b/p/q/', { bucket: 'b', prefix: 'p/q' }],
  ['s3a://b', { bucket: 'b', prefix: '' }],
  ['s3n://b//p', { bucket: 'b', prefix: 'p' }],
  ['jdbc:mysql://x', undefined],
  ['hdfs://n/p', undefined],
])('reads the location %s', (text, expected) => {
  expect(s3Location(text)).toEqual(expected);
});
