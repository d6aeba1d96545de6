import { expect, it } from '@jest/globals';
import { changeNotice } from '../../../src/blocks/change-notice.ts';
import { validateMessage } from '../../../src/blocks/validate/message.ts';
import { schemaDigest } from '../../../src/handlers/jobs/announce-changes.ts';
import { changesBetween } from '../../../src/handlers/jobs/product-schema.ts';

const column = (name: string, type = 'string') => ({ name, type });

it('says of each table what a reader has to know, and nothing of one that only moved its place in the list', () => {
  const orders = { name: 'orders', location: 's3://a/orders', columns: [column('id'), column('region')] };
  const refunds = { name: 'refunds', columns: [column('id')] };
  const scans = { name: 'scans', columns: [column('id')] };

  const changes = changesBetween(
    [orders, refunds],
    [scans, { ...orders, location: 's3://b/orders', columns: [column('id', 'bigint'), column('city')] }],
  );

  expect(changes).toEqual([
    {
      table: 'orders',
      kind: 'changed',
      differences: [
        'column region is gone',
        'column city (string) is new',
        'column id is bigint, was string',
        'its data lies in s3://b/orders, was in s3://a/orders',
      ],
    },
    { table: 'refunds', kind: 'gone', differences: [] },
    { table: 'scans', kind: 'new', differences: [] },
  ]);
  expect(changesBetween([orders, refunds], [refunds, orders])).toEqual([]);
  expect(schemaDigest([orders, refunds])).toBe(schemaDigest([refunds, orders]));
});

it('keeps a notice within what Slack takes, however much changed', () => {
  const tables = Array.from({ length: 400 }, (_, index) => ({
    table: `t${index}<!channel>`,
    kind: 'changed' as const,
    differences: Array.from({ length: 200 }, (__, at) => `column ${'c'.repeat(250)}${at} is gone`),
  }));
  for (const reader of ['owner', 'consumer'] as const) {
    const notice = changeNotice({ product: '<!here>', team: 'Sales', tables }, reader);

    expect(validateMessage(notice)).toEqual([]);
    expect(notice.text).not.toContain('<!');
  }
});
