import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { FUNCTIONS } from '../../infra/bundle.ts';
import { aMeshApp, IMPORTED, MESH, REGION, someSettings } from './support/a-mesh-app.ts';
import { rolesOf, templateOf } from './support/template.ts';

jest.setTimeout(120_000); // two cores may be busy with other suites

const FULFILMENT = `arn:aws:iam::${MESH}:role/data-mesh-fulfilment`;
const FUNCTION_NAMES = Object.keys(FUNCTIONS);
const standard = templateOf(aMeshApp());
const member = templateOf(aMeshApp(), 'member');
const withKey = templateOf(aMeshApp(someSettings({ encryption: 'customer-managed' })));
const imported = templateOf(aMeshApp(someSettings({ subscriptionsTable: IMPORTED })));

function propertiesOf(template: Template, type: string): readonly Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

describe('the functions', () => {
  it('run on nodejs24.x and arm64, traced, with JSON logs that are kept for a while', () => {
    const functions = propertiesOf(standard, 'AWS::Lambda::Function');

    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      FUNCTION_NAMES.map((name) => `data-mesh-${name}`).sort(),
    );
    for (const one of functions) {
      expect(one).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
      });
      standard.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: `/aws/lambda/${String(one['FunctionName'])}`,
        RetentionInDays: 90,
      });
    }
  });

  it('have the memory and the time that their work needs', () => {
    const shapes = Object.fromEntries(
      propertiesOf(standard, 'AWS::Lambda::Function').map(({ FunctionName, MemorySize, Timeout }) => [
        FunctionName,
        [MemorySize, Timeout],
      ]),
    );

    expect(shapes).toEqual({
      'data-mesh-slack': [1024, 5],
      'data-mesh-fulfilment': [1024, 120],
      'data-mesh-notification': [512, 60],
      'data-mesh-delivery': [512, 30],
      'data-mesh-housekeeping': [512, 60],
    });
  });

  it('reserve and provision concurrency for the public function only where the settings say so', () => {
    const busy = templateOf(
      aMeshApp(someSettings({ slack: { reservedConcurrency: 20, provisionedConcurrency: 2 } })),
    );

    expect(
      propertiesOf(standard, 'AWS::Lambda::Function').filter((one) => 'ReservedConcurrentExecutions' in one),
    ).toEqual([]);
    busy.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'data-mesh-slack',
      ReservedConcurrentExecutions: 20,
    });
    busy.hasResourceProperties('AWS::Lambda::Alias', {
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
  });
});

describe('queues and mappings', () => {
  it('hand over one job and one delivery at a time, with room for a whole run before it is handed out again', () => {
    for (const [queue, failed, receives] of [
      ['data-mesh-jobs.fifo', 'JobsFailedQueue', 5],
      ['data-mesh-deliveries.fifo', 'DeliveriesFailedQueue', 20],
    ] as const) {
      standard.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: queue,
        FifoQueue: true,
        VisibilityTimeout: 150,
        SqsManagedSseEnabled: true,
        RedrivePolicy: {
          maxReceiveCount: receives,
          deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(failed), 'Arn'] },
        },
      });
    }
    const mappings = propertiesOf(standard, 'AWS::Lambda::EventSourceMapping').filter(
      ({ ScalingConfig }) => ScalingConfig,
    );
    expect(mappings.map(({ ScalingConfig }) => ScalingConfig)).toEqual([
      { MaximumConcurrency: 10 },
      { MaximumConcurrency: 5 },
    ]);
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    }
  });

  it('read the stream from now on, in halves where a batch fails, and set poison aside on a standard queue', () => {
    standard.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'LATEST',
      BatchSize: 25,
      MaximumBatchingWindowInSeconds: Match.absent(),
      ParallelizationFactor: 10,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 8,
      MaximumRecordAgeInSeconds: 21_600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('StreamFailed'), 'Arn'] } },
      },
      FilterCriteria: {
        Filters: [
          {
            Pattern:
              '{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"Status":{"S":[{"exists":true}]}}}}',
          },
          { Pattern: '{"eventName":["REMOVE"]}' },
        ],
      },
    });
    standard.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'data-mesh-stream-failed',
      FifoQueue: Match.absent(),
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('are reached over TLS only', () => {
    const policies = propertiesOf(standard, 'AWS::SQS::QueuePolicy');

    expect(policies).toHaveLength(5);
    for (const policy of policies) {
      expect(JSON.stringify(policy)).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
    }
  });

  it('tick housekeeping through a role that only this schedule group may take', () => {
    standard.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      GroupName: 'data-mesh',
    });
    const role = rolesOf(standard).find(({ name }) => name === 'data-mesh-schedule');
    expect(role?.trust).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:SourceAccount': MESH,
            'aws:SourceArn': `arn:aws:scheduler:${REGION}:${MESH}:schedule-group/data-mesh`,
          },
        },
      },
    ]);
    expect(role?.statements.map(({ Action }) => Action)).toEqual([['lambda:InvokeFunction']]);
  });
});

describe('what is kept', () => {
  it('survives every update and the removal of the stack: tables, secrets and the key', () => {
    for (const template of [standard, withKey, imported]) {
      for (const type of ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::KMS::Key']) {
        for (const [id, resource] of Object.entries(template.findResources(type))) {
          expect([id, resource['DeletionPolicy'], resource['UpdateReplacePolicy']]).toEqual([
            id,
            'Retain',
            'Retain',
          ]);
        }
      }
      for (const table of propertiesOf(template, 'AWS::DynamoDB::Table')) {
        expect(table).toMatchObject({
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          Tags:
            Match.anyValue === undefined
              ? []
              : expect.arrayContaining([{ Key: 'mesh-for-slack:schema', Value: '1' }]),
        });
      }
    }
  });

  it('is a subscriptions table of the library when it is made here', () => {
    standard.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'AwsDataMeshSubscriptions',
      KeySchema: [{ AttributeName: 'SubscriptionId', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'AwsDataMeshSubscriptions-Owner',
          KeySchema: [
            { AttributeName: 'OwnerPrincipal', KeyType: 'HASH' },
            { AttributeName: 'Status', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'AwsDataMeshSubscriptions-Subscriber',
          KeySchema: [{ AttributeName: 'SubscriberPrincipal', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  it('leaves a subscriptions table alone that is there already, and listens to its stream', () => {
    expect(propertiesOf(imported, 'AWS::DynamoDB::Table').map(({ TableName }) => TableName)).toEqual([
      'AwsDataMeshLedger',
      'AwsDataMeshSlack',
    ]);
    imported.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: IMPORTED.streamArn });
  });

  it('lets rows of the Slack table end, and those of the ledger never', () => {
    const ttl = Object.fromEntries(
      propertiesOf(standard, 'AWS::DynamoDB::Table').map(({ TableName, TimeToLiveSpecification }) => [
        TableName,
        TimeToLiveSpecification,
      ]),
    );

    expect(ttl).toEqual({
      AwsDataMeshSubscriptions: undefined,
      AwsDataMeshLedger: undefined,
      AwsDataMeshSlack: { AttributeName: 'ExpiresAt', Enabled: true },
    });
  });

  it('is an app secret that refuses everything until the real one is put in its place', () => {
    const secrets = Object.fromEntries(
      propertiesOf(standard, 'AWS::SecretsManager::Secret').map(
        ({ Name, GenerateSecretString, SecretString }) => [Name, GenerateSecretString ?? SecretString],
      ),
    );

    expect(secrets).toEqual({
      // A change here would overwrite the operator's value at the next update.
      'data-mesh/slack/app': {
        GenerateStringKey: 'signingSecret',
        PasswordLength: 64,
        SecretStringTemplate: '{}',
      },
      'data-mesh/admins': '{"users":[],"groups":[]}',
    });
  });

  it('is encrypted with one key where the settings ask for one', () => {
    const key = { 'Fn::GetAtt': [Object.keys(withKey.findResources('AWS::KMS::Key'))[0], 'Arn'] };

    withKey.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    for (const table of propertiesOf(withKey, 'AWS::DynamoDB::Table')) {
      expect(table).toMatchObject({
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
      });
    }
    for (const one of [
      ...propertiesOf(withKey, 'AWS::SQS::Queue').map(({ KmsMasterKeyId }) => KmsMasterKeyId),
      ...propertiesOf(withKey, 'AWS::SecretsManager::Secret').map(({ KmsKeyId }) => KmsKeyId),
      ...propertiesOf(withKey, 'AWS::Logs::LogGroup').map(({ KmsKeyId }) => KmsKeyId),
      ...propertiesOf(withKey, 'AWS::SNS::Topic').map(({ KmsMasterKeyId }) => KmsMasterKeyId),
    ]) {
      expect(one).toEqual(key);
    }
    for (const { name, statements } of rolesOf(withKey).filter(({ trust }) =>
      JSON.stringify(trust).includes('lambda.amazonaws.com'),
    )) {
      expect([name, statements.find(({ Sid }) => Sid === 'Key')?.Resource]).toEqual([name, [key]]);
    }
  });
});

describe('the ledger', () => {
  it('is added to by the fulfilment role alone, and changed by nobody, whatever other policies say', () => {
    standard.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'AwsDataMeshLedger',
      ResourcePolicy: {
        PolicyDocument: {
          Statement: [
            {
              Sid: 'NobodyChangesOrRemoves',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: Match.arrayWith([
                'dynamodb:UpdateItem',
                'dynamodb:DeleteItem',
                'dynamodb:BatchWriteItem',
              ]),
            },
            {
              Sid: 'OnlyFulfilmentAdds',
              Effect: 'Deny',
              Action: 'dynamodb:PutItem',
              Condition: { ArnNotEquals: { 'aws:PrincipalArn': FULFILMENT } },
            },
          ],
        },
      },
    });
  });

  it('is not to be updated or deleted from by any function', () => {
    const ledger = `arn:aws:dynamodb:${REGION}:${MESH}:table/AwsDataMeshLedger`;
    const actions = rolesOf(standard).flatMap(({ name, statements }) =>
      statements
        .filter(({ Resource }) => JSON.stringify(Resource).includes(ledger))
        .flatMap(({ Action }) => Action.map((action) => `${name} ${action}`)),
    );

    expect(actions.sort()).toEqual([
      'data-mesh-fulfilment dynamodb:GetItem',
      'data-mesh-fulfilment dynamodb:PutItem',
      'data-mesh-fulfilment dynamodb:Query',
    ]);
  });
});

describe('the entry', () => {
  it('is three throttled routes with access logs that hold no body, no query and no header', () => {
    standard.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /slack/events' });
    standard.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /slack/install' });
    standard.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /slack/oauth_redirect' });
    standard.resourceCountIs('AWS::ApiGatewayV2::Route', 3);
    const [stage] = propertiesOf(standard, 'AWS::ApiGatewayV2::Stage');

    expect(stage).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
    const format = JSON.stringify(stage?.['AccessLogSettings']);
    expect(format).toContain('$context.status');
    expect(format).not.toMatch(/body|querystring|header|authorizer/i);
  });

  it('lets API Gateway call the live alias for these paths, and nothing else', () => {
    standard.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationUri: { Ref: Match.stringLikeRegexp('SlackFunctionAliaslive') },
      PayloadFormatVersion: '2.0',
    });
    standard.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { Ref: Match.stringLikeRegexp('SlackFunctionAliaslive') },
      SourceArn: {
        'Fn::Join': [
          '',
          [
            `arn:aws:execute-api:${REGION}:${MESH}:`,
            { Ref: Match.stringLikeRegexp('^Api') },
            '/*/*/slack/events',
          ],
        ],
      },
    });
    standard.resourceCountIs('AWS::Lambda::Url', 0);
  });

  it('is a function URL where the settings ask for it, and then only with a ceiling', () => {
    const url = templateOf(
      aMeshApp(someSettings({ entry: 'function-url', slack: { reservedConcurrency: 20 } })),
    );

    url.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'NONE',
      InvokeMode: 'BUFFERED',
      Qualifier: 'live',
    });
    url.resourceCountIs('AWS::ApiGatewayV2::Api', 0);
    expect(
      propertiesOf(url, 'AWS::Lambda::Permission')
        .map(({ Action }) => Action)
        .sort(),
    ).toEqual(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl']);
    expect(() => someSettings({ entry: 'function-url' })).toThrow(/no throttle of its own/);
  });
});

describe('what people look at', () => {
  const alarms = propertiesOf(standard, 'AWS::CloudWatch::Alarm');

  it('is an alarm for everything that can go wrong, each with what to do, and a row in the deploy guide', () => {
    const guide = readFileSync(path.join('docs', 'operating', 'deploy.md'), 'utf8');
    const names = alarms.map(({ AlarmName }) => String(AlarmName).replace('data-mesh-', ''));

    expect(names).toEqual(
      expect.arrayContaining([
        'ack-slow',
        'requests-refused',
        'jobs-failed',
        'deliveries-failed',
        'stream-failed',
        'jobs-old',
        'changes-late',
        'security-events',
        'aws-denied',
        'grant-failures',
        'housekeeping-missing',
        ...FUNCTION_NAMES.flatMap((name) => [`${name}-errors`, `${name}-throttled`]),
      ]),
    );
    for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
      expect([AlarmName, String(AlarmDescription).length > 30, AlarmActions, OKActions]).toEqual([
        AlarmName,
        true,
        [{ Ref: expect.stringMatching(/^AlarmTopic/) }],
        [{ Ref: expect.stringMatching(/^AlarmTopic/) }],
      ]);
    }
    const rows = names.map((name) =>
      name.replace(/^(slack|fulfilment|notification|delivery|housekeeping)-(errors|throttled)$/, '*-$2'),
    );
    expect(rows.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('lets CloudWatch publish to the topic, over TLS', () => {
    const [policy] = propertiesOf(standard, 'AWS::SNS::TopicPolicy');

    expect(policy).toMatchObject({
      PolicyDocument: {
        Statement: expect.arrayContaining([
          expect.objectContaining({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          expect.objectContaining({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': MESH } },
          }),
        ]),
      },
    });
  });

  it('uses the topic and the address of the settings', () => {
    const alarmTopicArn = `arn:aws:sns:${REGION}:${MESH}:operators`;
    const own = templateOf(aMeshApp(someSettings({ alarmTopicArn })));
    const mailed = templateOf(aMeshApp(someSettings({ alarmEmail: 'operators@example.com' })));

    own.resourceCountIs('AWS::SNS::Topic', 0);
    for (const { AlarmActions } of propertiesOf(own, 'AWS::CloudWatch::Alarm')) {
      expect(AlarmActions).toEqual([alarmTopicArn]);
    }
    mailed.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'operators@example.com',
    });
  });

  it('is one dashboard with ack time, decisions, grant failures, iterator age, dead letters, expiries and drift', () => {
    const [dashboard] = propertiesOf(standard, 'AWS::CloudWatch::Dashboard');
    const text = JSON.stringify(dashboard);

    for (const metric of [
      'AckMs',
      'Decisions',
      'GrantFailures',
      'IteratorAge',
      'ApproximateNumberOfMessagesVisible',
      'ExpiriesDue',
      'Drift',
    ]) {
      expect([metric, text.includes(metric)]).toEqual([metric, true]);
    }
  });
});

describe('the roles', () => {
  const functionRoles = rolesOf(standard).filter(({ name }) => name !== 'data-mesh-schedule');

  it('are one per function, trust Lambda alone and carry no managed policy', () => {
    expect(functionRoles.map(({ name }) => name).sort()).toEqual(
      FUNCTION_NAMES.map((name) => `data-mesh-${name}`).sort(),
    );
    for (const { trust, managed } of functionRoles) {
      expect(trust).toMatchObject([
        { Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
      expect(managed).toEqual([]);
    }
  });

  it('may touch everything (Resource: *) only where the service knows no resources', () => {
    const wide = functionRoles.flatMap(({ statements }) =>
      statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action),
    );

    expect([...new Set(wide)].sort()).toEqual([
      'dynamodb:ListStreams',
      'lakeformation:GetDataLakeSettings',
      'secretsmanager:ListSecrets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('name every action: none holds a wildcard', () => {
    const actions = [...rolesOf(standard), ...rolesOf(member)].flatMap(({ statements }) =>
      statements.flatMap(({ Action }) => Action),
    );

    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('let fulfilment alone take other roles, and only those of the settings', () => {
    const assuming = functionRoles.filter(({ statements }) =>
      statements.some(({ Action }) => Action.some((action) => action.startsWith('sts:'))),
    );

    expect(assuming.map(({ name }) => name)).toEqual(['data-mesh-fulfilment']);
    expect(assuming[0]?.statements.find(({ Sid }) => Sid === 'ActAsTeams')).toMatchObject({
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Resource: [
        `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshAdminReadOnly`,
        'arn:aws:iam::222222222222:role/AwsDataMesh/DataMeshProducer',
        'arn:aws:iam::333333333333:role/AwsDataMesh/DataMeshProducer',
        'arn:aws:iam::333333333333:role/AwsDataMesh/DataMeshConsumer',
        'arn:aws:iam::444444444444:role/AwsDataMesh/DataMeshConsumer',
      ],
    });
  });

  it('take the permissions boundary of the settings, every one of them', () => {
    const permissionsBoundaryArn = `arn:aws:iam::${MESH}:policy/Boundary`;
    const bounded = templateOf(aMeshApp(someSettings({ permissionsBoundaryArn })));

    for (const role of propertiesOf(bounded, 'AWS::IAM::Role')) {
      expect(role['PermissionsBoundary']).toBe(permissionsBoundaryArn);
    }
  });

  it('and all names follow the prefix', () => {
    const other = templateOf(
      aMeshApp(
        someSettings({
          prefix: 'mesh-two',
          tables: { ledger: 'LedgerTwo', slack: 'SlackTwo' },
          subscriptionsTable: IMPORTED,
        }),
      ),
    );

    const text = JSON.stringify(other.toJSON());
    expect(text.includes('mesh-two-fulfilment')).toBe(true);
    expect(text.includes('secret:mesh-two/teams/*')).toBe(true);
    expect(text.match(/data-mesh-(?!cli)[\w-]+|AwsDataMesh(Ledger|Slack)\b/g)).toBeNull();
  });
});

describe('the member stack', () => {
  const roles = rolesOf(member);

  it('trusts the role that its parameter names, with the external id, and nobody wider', () => {
    for (const name of ['DataMeshProducer', 'DataMeshConsumer']) {
      expect(roles.find((role) => role.name === name)?.trust).toEqual([
        {
          Sid: 'MeshForSlackApp',
          Effect: 'Allow',
          Principal: { AWS: [{ Ref: 'AppRoleArn' }] },
          Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
          Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
          Resource: [undefined],
        },
      ]);
    }
    expect(member.findParameters('AppRoleArn')['AppRoleArn']).toMatchObject({
      AllowedPattern: expect.not.stringContaining('*/'),
    });
  });

  it('lets a role go on to its own role in the mesh and to the reader, and nowhere else', () => {
    for (const [name, inMesh] of [
      ['DataMeshProducer', 'DataMeshAdminProducer-'],
      ['DataMeshConsumer', 'DataMeshAdminConsumer-'],
    ]) {
      const statement = roles
        .find((role) => role.name === name)
        ?.statements.find(({ Sid }) => Sid === 'GoOnToTheMesh');

      expect(statement?.Resource).toHaveLength(2);
      expect(JSON.stringify(statement?.Resource)).toContain(`:role/AwsDataMesh/${inMesh}`);
      expect(JSON.stringify(statement?.Resource)).not.toContain('*');
    }
  });

  it('makes roles or adds trust to those that exist, and never both', () => {
    const resources = Object.entries(member.toJSON()['Resources']).map(([id, resource]) => [
      id,
      conditionOf(resource),
    ]);

    expect(Object.fromEntries(resources)).toEqual({
      DataMeshProducer: 'CreatesDataMeshProducer',
      DataMeshConsumer: 'CreatesDataMeshConsumer',
      TrustWriterRole: 'RolesExist',
      TrustWriter: 'RolesExist',
      Trust: 'RolesExist',
    });
    expect(member.findConditions('RolesExist')['RolesExist']).toEqual({
      'Fn::Equals': [{ Ref: 'Roles' }, 'existing'],
    });
    expect(member.findConditions('CreatesRoles')['CreatesRoles']).toEqual({
      'Fn::Equals': [{ Ref: 'Roles' }, 'create'],
    });
  });

  it('is one plain file: no assets, no bootstrap, nothing of the mesh account in it', () => {
    const text = JSON.stringify(member.toJSON());

    expect(text).not.toMatch(/cdk-hnb659fds|BootstrapVersion|\d{12}/);
    expect(text.length).toBeLessThan(51_200); // what CloudFormation takes without a bucket
  });
});

function conditionOf(resource: unknown): unknown {
  return typeof resource === 'object' && resource !== null && 'Condition' in resource
    ? resource.Condition
    : undefined;
}
