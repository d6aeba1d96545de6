import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from './context.ts';
import { namesFor, resourcesFor, SUBSCRIPTIONS_TABLE } from './names.ts';
import { SCHEMA, SCHEMA_TAG } from './schema.ts';
import { INDEXES } from './subscriptions-table.ts';

export interface Tables {
  readonly ledger: Table;
  readonly slack: Table;
  readonly subscriptionsName: string;
  readonly streamArn: string;
}

/** No update and no removal of the stack deletes a table or what is in it. */
export function createTables(scope: Construct, settings: Settings, key: IKey | undefined): Tables {
  const common = {
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...(key ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key } : {}),
  } satisfies TableProps;
  const ownTable = (id: string, tableName: string, more: Partial<TableProps>): Table => {
    const table = new Table(scope, id, {
      ...common,
      tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      ...more,
    });
    Tags.of(table).add(SCHEMA_TAG, String(SCHEMA));
    return table;
  };
  return {
    ledger: ownTable('LedgerTable', settings.tables.ledger, { resourcePolicy: appendOnly(settings) }),
    slack: ownTable('SlackTable', settings.tables.slack, { timeToLiveAttribute: 'ExpiresAt' }),
    ...subscriptions(scope, settings, common),
  };
}

/**
 * Whatever the identity policies in the account say: rows are added by the fulfilment role alone, and never changed or taken away.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
function appendOnly(settings: Settings): PolicyDocument {
  const { partition, account, prefix } = settings;
  const fulfilment = `arn:${partition}:iam::${account}:role/${namesFor(prefix).function('fulfilment')}`;
  const deny = (sid: string, actions: string[], conditions?: Record<string, unknown>): PolicyStatement =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [resourcesFor(settings, '').ledgerTableArn],
      ...(conditions ? { conditions } : {}),
    });
  return new PolicyDocument({
    statements: [
      deny('NobodyChangesOrRemoves', [
        'UpdateItem',
        'DeleteItem',
        'BatchWriteItem',
        'PartiQLUpdate',
        'PartiQLDelete',
        'PartiQLInsert',
      ]),
      deny('OnlyFulfilmentAdds', ['PutItem'], { ArnNotEquals: { 'aws:PrincipalArn': fulfilment } }),
    ],
  });
}

function subscriptions(
  scope: Construct,
  { subscriptionsTable }: Settings,
  common: Partial<TableProps>,
): Pick<Tables, 'subscriptionsName' | 'streamArn'> {
  if (subscriptionsTable.mode === 'import') {
    return {
      subscriptionsName: subscriptionsTable.arn.slice(subscriptionsTable.arn.indexOf('/') + 1),
      streamArn: subscriptionsTable.streamArn,
    };
  }
  const text = (name: string) => ({ name, type: AttributeType.STRING });
  const table = new Table(scope, 'SubscriptionsTable', {
    ...common,
    tableName: SUBSCRIPTIONS_TABLE,
    partitionKey: text('SubscriptionId'),
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
  });
  table.addGlobalSecondaryIndex({
    indexName: INDEXES.owner,
    partitionKey: text('OwnerPrincipal'),
    sortKey: text('Status'),
    projectionType: ProjectionType.ALL,
  });
  table.addGlobalSecondaryIndex({
    indexName: INDEXES.subscriber,
    partitionKey: text('SubscriberPrincipal'),
    projectionType: ProjectionType.ALL,
  });
  Tags.of(table).add(SCHEMA_TAG, String(SCHEMA));
  return { subscriptionsName: SUBSCRIPTIONS_TABLE, streamArn: table.tableStreamArn ?? '' };
}
