import { type Aws, type AwsOptions, startAws } from '../../../local/aws/start-aws.ts';
import { createClock, type VirtualClock } from '../../../local/clock.ts';
import { isDeclared } from './declared-errors.ts';

export const MESH = '111111111111';
export const PRODUCER = '222222222222';
export const CONSUMER = '333333333333';
export const REGION = 'us-east-1';

/** Root credentials of an account of the tests. */
export function rootOf(account: string): { accessKeyId: string; secretAccessKey: string } {
  return { accessKeyId: `AKIAROOT${account}`, secretAccessKey: `secret-of-${account}` };
}

export interface TestAws extends Aws {
  readonly clock: VirtualClock;
  /** Client settings that speak to the stand-in, as root of the account or with other credentials. */
  as(who: string | Credentials): ClientSettings;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
}

export async function startTestAws(options: Partial<AwsOptions> = {}): Promise<TestAws> {
  const clock = options.clock ?? createClock();
  const accounts = [MESH, PRODUCER, CONSUMER].map((id) => ({ id, ...rootOf(id) }));
  const undeclared = new Set<string>();
  const onCall: AwsOptions['onCall'] = (call) => {
    if (call.error !== undefined && !call.injected && !isDeclared(call.service, call.operation, call.error)) {
      undeclared.add(
        `${call.service}:${call.operation} answered ${call.error}, which its model does not declare`,
      );
    }
    return options.onCall?.(call);
  };
  const aws = await startAws({ port: 0, accounts, ...options, onCall, clock });
  return {
    ...aws,
    // An oracle over every test: no operation answers an error that AWS does not declare for it.
    async close() {
      await aws.close();
      if (undeclared.size > 0) {
        throw new Error([...undeclared].join('\n'));
      }
    },
    clock,
    as: (who) => ({
      endpoint: aws.url,
      region: options.region ?? REGION,
      credentials: typeof who === 'string' ? rootOf(who) : who,
      maxAttempts: 1,
    }),
  };
}

/** The name of the error that a call was refused with; fails where it was not refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await refused(call);
  return error.name;
}

export async function refused(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
    throw error;
  }
  throw new Error('the call was not refused');
}

/** SDK answers name their members as possibly absent; a test that needs one says so. */
export function present<T>(value: T | undefined | null, what = 'a value'): T {
  if (value === undefined || value === null) {
    throw new Error(`${what} is missing`);
  }
  return value;
}
