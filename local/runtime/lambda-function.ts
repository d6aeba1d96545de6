import type { VirtualClock } from '../clock.ts';
import { type EnvironmentOptions, FunctionEnvironment } from './function-environment.ts';

/** Session credentials of the function's role, as Lambda puts them into the environment. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Epoch milliseconds, by the virtual clock. */
  readonly expiresAt: number;
}

export interface FunctionOptions {
  readonly name: string;
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** How many environments may run side by side. */
  readonly concurrency: number;
  readonly clock: VirtualClock;
  readonly credentials: () => Promise<RoleCredentials>;
  readonly node?: string;
  readonly onOutput: (text: string) => void;
}

export interface LambdaFunction {
  readonly name: string;
  /** Runs one event in a warm environment if there is one. Throws `FunctionError` or `FunctionCrashed`. */
  invoke(event: unknown): Promise<unknown>;
  /** Kills every environment at once, as a lost machine would. */
  kill(): void;
  stop(): void;
}

interface Warm {
  readonly environment: FunctionEnvironment;
  readonly expiresAt: number;
}

const EXPIRY_MARGIN_MS = 5 * 60 * 1000;

/** A function with a pool of environments; an environment whose credentials run out is replaced, as Lambda does. */
export function createLambdaFunction(options: FunctionOptions): LambdaFunction {
  const idle: Warm[] = [];
  const busy = new Set<Warm>();
  const queue: (() => void)[] = [];

  async function startEnvironment(): Promise<Warm> {
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = await options.credentials();
    const environment = new FunctionEnvironment(
      environmentOptions(options, { accessKeyId, secretAccessKey, sessionToken }),
    );
    await environment.start();
    return { environment, expiresAt };
  }

  function takeIdle(): Warm | undefined {
    for (let warm = idle.pop(); warm; warm = idle.pop()) {
      if (warm.environment.alive && warm.expiresAt - options.clock.now() > EXPIRY_MARGIN_MS) {
        return warm;
      }
      warm.environment.stop();
    }
    return undefined;
  }

  let starting = 0;
  async function acquire(): Promise<Warm> {
    while (busy.size + starting >= options.concurrency) {
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    const known = takeIdle();
    if (known) {
      busy.add(known);
      return known;
    }
    starting += 1;
    try {
      const warm = await startEnvironment();
      busy.add(warm);
      return warm;
    } catch (error) {
      queue.shift()?.(); // whoever waits for this place takes it
      throw error;
    } finally {
      starting -= 1;
    }
  }

  function release(warm: Warm): void {
    busy.delete(warm);
    if (warm.environment.alive) {
      idle.push(warm);
    }
    queue.shift()?.();
  }

  const each = (act: (environment: FunctionEnvironment) => void): void => {
    for (const { environment } of [...idle, ...busy]) {
      act(environment);
    }
  };

  return {
    name: options.name,
    async invoke(event) {
      const warm = await acquire();
      try {
        return await warm.environment.invoke(event, options.timeoutMs);
      } finally {
        release(warm);
      }
    },
    kill: () => each((environment) => environment.stop('SIGKILL')),
    stop: () => each((environment) => environment.stop()),
  };
}

function environmentOptions(
  { name, directory, variables, memoryMb, clock, node, onOutput }: FunctionOptions,
  { accessKeyId, secretAccessKey, sessionToken }: Omit<RoleCredentials, 'expiresAt'>,
): EnvironmentOptions {
  return {
    name,
    directory,
    memoryMb,
    clock,
    onOutput,
    ...(node ? { node } : {}),
    variables: {
      ...variables,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  };
}
