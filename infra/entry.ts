import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnIntegration,
  CfnRoute,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Alias, FunctionUrlAuthType, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './context.ts';

/** Slack signs what it sends here, and the function verifies it before it reads it. */
export const SLACK_PATH = '/slack/events';

/** Besides Slack's own path the two of the installation, which browsers open: their state is signed and bound to the browser. */
const ROUTES = [
  ['Slack', 'POST', SLACK_PATH],
  ['Install', 'GET', '/slack/install'],
  ['Redirect', 'GET', '/slack/oauth_redirect'],
] as const;

/** The URL that Slack calls, without the path and without a slash at its end. */
export function createEntry(
  scope: Construct,
  settings: Settings,
  slack: Alias,
  key: IKey | undefined,
): string {
  return settings.entry === 'function-url' ? functionUrl(slack) : httpApi(scope, settings, slack, key);
}

function httpApi(
  scope: Construct,
  { prefix, throttle, logRetentionDays, partition, region, account }: Settings,
  slack: Alias,
  key: IKey | undefined,
): string {
  const api = new HttpApi(scope, 'Api', {
    apiName: prefix,
    description: 'Where Slack calls Mesh for Slack',
    createDefaultStage: false,
  });
  const integration = new CfnIntegration(scope, 'SlackIntegration', {
    apiId: api.apiId,
    integrationType: 'AWS_PROXY',
    integrationUri: slack.functionArn,
    payloadFormatVersion: '2.0',
    timeoutInMillis: 10_000,
  });
  for (const [id, method, path] of ROUTES) {
    new CfnRoute(scope, `${id}Route`, {
      apiId: api.apiId,
      routeKey: `${method} ${path}`,
      authorizationType: 'NONE',
      target: `integrations/${integration.ref}`,
    });
    slack.addPermission(`${id}RoutePermission`, {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: `arn:${partition}:execute-api:${region}:${account}:${api.apiId}/*/*${path}`,
    });
  }
  const accessLogs = new LogGroup(scope, 'AccessLogs', {
    // Vended logs need no entry in the account's log policies, of which there may be ten.
    // @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    logGroupName: `/aws/vendedlogs/http-api/${prefix}`,
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key ? { encryptionKey: key } : {}),
  });
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLogs),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
  return `https://${api.apiId}.execute-api.${stage.stack.region}.${stage.stack.urlSuffix}`;
}

/** Neither bodies nor query strings: they carry what people write. */
const ACCESS_LOG = {
  request_id: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latency_ms: '$context.responseLatency',
  integration_status: '$context.integrationStatus',
  integration_error: '$context.integrationErrorMessage',
  source_ip: '$context.identity.sourceIp',
} as const;

function functionUrl(slack: Alias): string {
  const url = slack.addFunctionUrl({ authType: FunctionUrlAuthType.NONE, invokeMode: InvokeMode.BUFFERED });
  // CloudFormation gives https://<id>.lambda-url.<region>.on.aws/
  return Fn.join('', ['https://', Fn.select(2, Fn.split('/', url.url))]);
}
