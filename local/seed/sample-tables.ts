export interface SampleTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly (readonly [name: string, type: string, comment?: string])[];
}

export interface SampleDatabase {
  readonly account: 'sales' | 'logistics';
  readonly database: string;
  readonly description: string;
  readonly bucket: string;
  /** LF-tag values, lower case as Lake Formation keeps them. */
  readonly domain: string;
  readonly product: string;
  /** Left for somebody to publish from Slack: its owner's role may see it, and the mesh knows nothing of it. */
  readonly isUnpublished?: boolean;
  readonly tables: readonly SampleTable[];
}

/** What the sample producers own, and publish but for one. */
export const SAMPLE_DATABASES: readonly SampleDatabase[] = [
  {
    account: 'sales',
    database: 'sales',
    description: 'Orders, customers and refunds of all shops',
    bucket: 'sample-sales-data',
    domain: 'retail',
    product: 'retail orders',
    tables: [
      {
        name: 'orders',
        description: 'One row per order, updated hourly',
        columns: [
          ['order_id', 'bigint'],
          ['customer_id', 'bigint'],
          ['ordered_at', 'timestamp'],
          ['total', 'decimal(12,2)', 'in EUR, with tax'],
          ['region', 'string'],
        ],
      },
      {
        name: 'order_items',
        description: 'One row per position of an order',
        columns: [
          ['order_id', 'bigint'],
          ['sku', 'string'],
          ['quantity', 'int'],
          ['price', 'decimal(12,2)'],
        ],
      },
      {
        name: 'customers',
        description: 'One row per customer, without contact data',
        columns: [
          ['customer_id', 'bigint'],
          ['country', 'string'],
          ['first_order', 'date'],
          ['segment', 'string'],
        ],
      },
      {
        name: 'refunds',
        description: 'One row per refund',
        columns: [
          ['refund_id', 'bigint'],
          ['order_id', 'bigint'],
          ['amount', 'decimal(12,2)'],
          ['reason', 'string'],
        ],
      },
    ],
  },
  {
    account: 'logistics',
    database: 'shipping',
    description: 'Parcels and where they are',
    bucket: 'sample-shipping-data',
    domain: 'supply chain',
    product: 'parcel tracking',
    tables: [
      {
        name: 'parcels',
        description: 'One row per parcel',
        columns: [
          ['parcel_id', 'string'],
          ['order_id', 'bigint'],
          ['carrier', 'string'],
          ['weight_g', 'int'],
        ],
      },
      {
        name: 'scans',
        description: 'One row each time a parcel was scanned',
        columns: [
          ['parcel_id', 'string'],
          ['scanned_at', 'timestamp'],
          ['depot', 'string'],
          ['state', 'string'],
        ],
      },
    ],
  },
  {
    account: 'sales',
    database: 'campaigns',
    description: 'What was advertised where, and what it brought',
    bucket: 'sample-campaign-data',
    domain: 'marketing',
    product: 'campaign results',
    isUnpublished: true,
    tables: [
      {
        name: 'campaigns',
        description: 'One row per campaign',
        columns: [
          ['campaign_id', 'bigint'],
          ['channel', 'string'],
          ['started', 'date'],
          ['budget', 'decimal(12,2)', 'in EUR'],
        ],
      },
      {
        name: 'clicks_daily',
        description: 'Clicks by campaign and day',
        columns: [
          ['campaign_id', 'bigint'],
          ['day', 'date'],
          ['clicks', 'bigint'],
        ],
      },
      {
        name: 'clicks_hourly',
        description: 'Clicks by campaign and hour, kept for a week',
        columns: [
          ['campaign_id', 'bigint'],
          ['hour', 'timestamp'],
          ['clicks', 'bigint'],
        ],
      },
    ],
  },
];
