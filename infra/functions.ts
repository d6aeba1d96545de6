import path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName } from './bundle.ts';
import type { Settings } from './context.ts';
import { namesFor } from './names.ts';
import { FUNCTION_IDS, type Roles } from './roles.ts';

export interface Functions {
  readonly byName: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly logs: Readonly<Record<FunctionName, LogGroup>>;
  /** What the entry calls: provisioned concurrency hangs on an alias. */
  readonly live: Alias;
}

export interface FunctionsOptions {
  readonly settings: Settings;
  /** Folder with the bundles, one folder per function. */
  readonly dist: string;
  readonly roles: Roles;
  readonly key: IKey | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** Memory buys CPU: the public function has three seconds in all, of which a cold start on half of it would take most. */
export const SHAPES = {
  slack: { memoryMb: 1024, timeoutSeconds: 5 },
  fulfilment: { memoryMb: 1024, timeoutSeconds: 120 },
  notification: { memoryMb: 512, timeoutSeconds: 60 },
  delivery: { memoryMb: 512, timeoutSeconds: 30 },
  housekeeping: { memoryMb: 512, timeoutSeconds: 60 },
} as const satisfies Record<FunctionName, { memoryMb: number; timeoutSeconds: number }>;

/** The five functions from the bundles that the laptop runs too. */
export function createFunctions(scope: Construct, options: FunctionsOptions): Functions {
  const slack = createFunction(scope, 'slack', options);
  const fulfilment = createFunction(scope, 'fulfilment', options);
  const notification = createFunction(scope, 'notification', options);
  const delivery = createFunction(scope, 'delivery', options);
  const housekeeping = createFunction(scope, 'housekeeping', options);
  // A tick that was lost is made up for by the next; an old one is of no use.
  housekeeping.made.configureAsyncInvoke({ retryAttempts: 1, maxEventAge: Duration.minutes(5) });
  const { provisionedConcurrency } = options.settings.slack;
  return {
    byName: {
      slack: slack.made,
      fulfilment: fulfilment.made,
      notification: notification.made,
      delivery: delivery.made,
      housekeeping: housekeeping.made,
    },
    logs: {
      slack: slack.logGroup,
      fulfilment: fulfilment.logGroup,
      notification: notification.logGroup,
      delivery: delivery.logGroup,
      housekeeping: housekeeping.logGroup,
    },
    live: slack.made.addAlias('live', {
      ...(provisionedConcurrency ? { provisionedConcurrentExecutions: provisionedConcurrency } : {}),
    }),
  };
}

function createFunction(
  scope: Construct,
  name: FunctionName,
  { settings, dist, roles, key, environment }: FunctionsOptions,
): { readonly made: LambdaFunction; readonly logGroup: LogGroup } {
  const functionName = namesFor(settings.prefix).function(name);
  const logGroup = new LogGroup(scope, `${FUNCTION_IDS[name]}Logs`, {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key ? { encryptionKey: key } : {}),
  });
  const made = new LambdaFunction(scope, `${FUNCTION_IDS[name]}Function`, {
    functionName,
    description: `Mesh for Slack: ${name}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(path.join(dist, name), { exclude: ['*.map'] }),
    memorySize: SHAPES[name].memoryMb,
    timeout: Duration.seconds(SHAPES[name].timeoutSeconds),
    // The role is complete; what the constructs would add to it must not pass by function-policies.ts.
    role: roles[name].withoutPolicyUpdates(),
    environment: { ...environment },
    tracing: Tracing.ACTIVE,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: APPLICATION_LEVELS[settings.logLevel],
    systemLogLevelV2: SystemLogLevel.INFO,
    ...(name === 'slack' && settings.slack.reservedConcurrency
      ? { reservedConcurrentExecutions: settings.slack.reservedConcurrency }
      : {}),
  });
  return { made, logGroup };
}

const APPLICATION_LEVELS = {
  DEBUG: ApplicationLogLevel.DEBUG,
  INFO: ApplicationLogLevel.INFO,
  WARN: ApplicationLogLevel.WARN,
  ERROR: ApplicationLogLevel.ERROR,
} as const;
